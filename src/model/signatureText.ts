import type { ValueSpec } from './modelFile.ts';

/** Types of numpy that a model's values have. */
const types =
  /^(bool|u?int(8|16|32|64)|float(16|32|64)|complex(64|128)|str|bytes|object|datetime64)$/;

/** `name: type [side, side]`, of which the name and the shape may be missing. */
const form = /^(?:(?<name>.*\S)\s*:\s*)?(?<dtype>[A-Za-z]\w*)\s*(?:\[(?<shape>[^[\]]*)\])?$/;

/** Values as a person writes them, one a line: `sepal length: float64`, `float32 [?, 4]`. */
export function signatureLines(values: readonly ValueSpec[]): string {
  return values
    .map(({ name, dtype, shape }) => {
      const sides = shape.length === 0 ? '' : ` [${shape.map((side) => side ?? '?').join(', ')}]`;
      return `${name === undefined ? '' : `${name}: `}${dtype}${sides}`;
    })
    .join('\n');
}

/** Reads what {@link signatureLines} writes; the number of the line that is none, counted from 1. */
export function parseSignature(text: string): readonly ValueSpec[] | number {
  const values: ValueSpec[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parseLine(line.trim());
    if (value === undefined) return index + 1;
    values.push(value);
  }
  return values;
}

function parseLine(line: string): ValueSpec | undefined {
  const { name, dtype = '', shape } = form.exec(line)?.groups ?? {};
  if (!types.test(dtype)) return undefined;
  const sides = shape === undefined ? [] : shape.split(',').map((side) => parseSide(side.trim()));
  const known = sides.filter((side) => side !== undefined);
  if (known.length < sides.length) return undefined;
  return { ...(name === undefined ? {} : { name }), dtype, shape: known };
}

/** A size, `?` for any, or the name of a side that varies. */
function parseSide(side: string): number | string | null | undefined {
  if (side === '?') return null;
  if (/^\d+$/.test(side)) return Number(side);
  return /^[A-Za-z_][\w.+*/ -]*$/.test(side) ? side : undefined;
}
