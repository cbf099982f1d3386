import { EOL } from 'node:os';
import { definitionsOf } from '../../service/dvc/pipelineFile.ts';
import { get, type Value } from '../../service/yaml/values.ts';
import { isMap, toPlain, type Plain, type PlainMap } from '../values/plain.ts';
import { writeMap } from './yamlWriter.ts';

/** The column of stage names in a dvc.lock that DVC wrote. */
const stageIndent = 2;

/**
 * A dvc.lock with another entry for one stage, at its old place or behind the others. What is not
 * about that stage stays as it is written, unless the file is laid out in a way that DVC does not
 * write; then all of it is written anew.
 *
 * @param text as it is; empty where there is none
 * @param root what was read from it
 */
export function withStageEntry(
  text: string,
  root: Value | undefined,
  name: string,
  entry: PlainMap,
): string {
  const eol = text.includes('\r\n') ? '\r\n' : text === '' ? EOL : '\n';
  const written = writeMap(new Map([[name, entry]]), stageIndent);
  const result =
    root === undefined || root.kind !== 'map' || root.entries.length === 0
      ? `schema: '2.0'\nstages:\n${written}\n`
      : (spliced(text, root, name, written) ?? rewritten(root, name, entry));
  return result.replaceAll(/\r?\n/g, eol);
}

function spliced(text: string, root: Value, name: string, written: string): string | undefined {
  const stages = get(root, 'stages');
  if (root.kind !== 'map' || root.flow || stages?.kind !== 'map' || stages.flow) return undefined;
  const definitions = definitionsOf(root);
  const starts = definitions.map(({ span }) => span.start - stageIndent);
  const isDvcs = starts.every((start) => /(?:^|\n) {2}$/.test(text.slice(0, start + stageIndent)));
  if (!isDvcs || definitions.length === 0) return undefined;
  const last = starts.at(-1) ?? 0;
  const end = endOfBlock(text, last);
  const index = definitions.findIndex((definition) => definition.name === name);
  const from = index < 0 ? end : (starts[index] ?? end);
  const to = index < 0 ? end : (starts[index + 1] ?? end);
  const before = text.slice(0, from);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return `${before}${gap}${written}\n${text.slice(to)}`;
}

/** Where the first line behind a stage begins that is not indented; the end of the text without one. */
function endOfBlock(text: string, from: number): number {
  const next = /\n(?=[^ \r\n#])/.exec(text.slice(from));
  return next === null ? text.length : from + next.index + 1;
}

function rewritten(root: Value, name: string, entry: PlainMap): string {
  const whole = toPlain(root);
  const top = new Map<Plain, Plain>(isMap(whole) ? whole : []);
  const stages = top.get('stages');
  top.set('stages', new Map<Plain, Plain>([...(isMap(stages) ? stages : []), [name, entry]]));
  return `${writeMap(top, 0)}\n`;
}
