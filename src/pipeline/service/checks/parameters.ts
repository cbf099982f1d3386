import type { QuickFix } from '../diagnostic.ts';
import { nearest } from '../../../model/nearest.ts';
import type { Stage, StageInput } from '../dvc/stage.ts';
import { isAddress, relativeTo } from '../paths.ts';
import { asString, type Value } from '../yaml/values.ts';
import type { Check, CheckInput } from './check.ts';
import { isKnownPath } from './places.ts';

/** Looks whether the parameters that stages depend on are there. */
export const checkParameters: Check = (input) => {
  for (const stage of input.pipeline.stages) {
    for (const one of stage.inputs) {
      if (one.kind === 'params' && !isAddress(one.path)) checkFile(input, stage, one);
    }
  }
};

function checkFile(
  input: CheckInput,
  stage: Stage,
  { path, text, span, keys = [] }: StageInput,
): void {
  const { model, findings } = input;
  const at = { dataPath: ['stages', stage.group, 'params'], stage: stage.name };
  const shown = relativeTo(model.root, path);
  if (!isKnownPath(model, path)) {
    const message = `\`${shown}\` does not exist, so \`dvc repro\` will fail. \`params\` looks for it in the folder that the stage runs in.`;
    const names = keys.map(({ name }) => name).filter((name) => /^[\w-]+$/.test(name));
    const create = { path, text: names.map((name) => `${name}:\n`).join('') };
    const fixes = /\.ya?ml$/.test(path)
      ? [{ title: `Create \`${text}\``, edits: [], create, preferred: true }]
      : [];
    findings.add('warning', 'params-file-missing', message, span, { ...at, fixes });
    return;
  }
  const params = model.params(path);
  if (params.kind !== 'data') return;
  for (const key of keys) {
    if (/[*?[\]]/.test(key.name) || hasKey(params.data, key.name.split('.'))) continue;
    const suggestion = nearest(key.name, keysOf(params.data, ''));
    const hint = suggestion === undefined ? '' : ` Did you mean \`${suggestion}\`?`;
    const message = `\`${shown}\` has no parameter \`${key.name}\`, so \`dvc repro\` will fail.${hint}`;
    const fixes: QuickFix[] = [];
    if (suggestion !== undefined) {
      const { start, end } = key.span;
      const edits = [{ path: stage.file, start, end, text: suggestion }];
      fixes.push({ title: `Change to \`${suggestion}\``, edits, preferred: true });
    }
    if (/\.ya?ml$/.test(path) && /^[\w-]+$/.test(key.name)) {
      const end = params.text.length;
      const gap = params.text === '' || params.text.endsWith('\n') ? '' : '\n';
      const edits = [{ path, start: end, end, text: `${gap}${key.name}: 0\n` }];
      fixes.push({
        title: `Add \`${key.name}\` to \`${text}\``,
        edits,
        preferred: suggestion === undefined,
      });
    }
    findings.add('warning', 'params-key-missing', message, key.span, { ...at, fixes });
  }
}

function hasKey(data: Value, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined || data.kind === 'unknown') return true;
  if (data.kind === 'list') {
    const item = data.items[Number(key)];
    return item !== undefined && hasKey(item, rest);
  }
  if (data.kind !== 'map') return false;
  return data.entries.some(
    (entry) => entry.key.kind === 'scalar' && entry.key.text === key && hasKey(entry.value, rest),
  );
}

function keysOf(data: Value, prefix: string): string[] {
  if (data.kind !== 'map') return [];
  return data.entries.flatMap(({ key, value }) => {
    const name = asString(key);
    return name === undefined ? [] : [prefix + name, ...keysOf(value, `${prefix}${name}.`)];
  });
}
