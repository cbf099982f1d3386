import { pythonString } from '../../model/pythonString.ts';
import type { Scalar, Value } from './yaml/values.ts';

/* How Python writes values, which is how they get into commands and stage names. */

/** `str(value)`. */
export function pythonStr(value: Value): string {
  if (value.kind === 'scalar' && value.type === 'str') return value.text;
  return pythonRepr(value);
}

/** `repr(value)`. */
export function pythonRepr(value: Value): string {
  switch (value.kind) {
    case 'unknown':
      return '?';
    case 'list':
      return `[${value.items.map(pythonRepr).join(', ')}]`;
    case 'map': {
      const entries = value.entries.map(
        (entry) => `${pythonRepr(entry.key)}: ${pythonRepr(entry.value)}`,
      );
      return `{${entries.join(', ')}}`;
    }
    case 'scalar':
      return scalarRepr(value);
  }
}

function scalarRepr({ type, value, text }: Scalar): string {
  switch (type) {
    case 'null':
      return 'None';
    case 'bool':
      return value === true ? 'True' : 'False';
    case 'int':
      return String(value);
    case 'float':
      return floatRepr(Number(value));
    case 'str':
      return pythonString(text);
    default:
      return text;
  }
}

/** A float as Python writes it: `1000.0`, `1e-05`, `1e+16`, `nan`, `inf`. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  // The shortest digits that tell the number from its neighbours, as Python chooses them.
  const [mantissa = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** `shlex.quote(text)`: text as one word of a POSIX shell. */
export function shellQuote(text: string): string {
  if (text === '') return "''";
  return /[^\w@%+=:,./-]/.test(text) ? `'${text.replaceAll("'", `'"'"'`)}'` : text;
}
