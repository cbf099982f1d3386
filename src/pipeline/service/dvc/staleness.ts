import { valueAt } from '../params/valueAt.ts';
import { pythonRepr } from '../python.ts';
import { asString, get, type Value } from '../yaml/values.ts';
import type { DvcModel } from './model.ts';
import type { Stage } from './stage.ts';

/** One thing that is otherwise than when a stage last ran. */
export type Change =
  | { readonly kind: 'never-run' | 'command' | 'inputs' | 'outputs' }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      /** Absolute. */
      readonly file: string;
      /** As Python writes them; nothing where there was or is no value. */
      readonly was: string | undefined;
      readonly now: string | undefined;
    };

/**
 * What dvc.lock says of a stage and is otherwise in its files now: the command, the lists of paths, the
 * values of parameters. The contents of data are not looked at.
 */
export function changesOf(model: DvcModel, stage: Stage): Change[] {
  const { root } = model.lock(stage.file);
  if (root === undefined || !stage.sound) return [];
  const locked = get(get(root, 'stages'), stage.name);
  if (locked?.kind !== 'map') return [{ kind: 'never-run' }];
  const changes: Change[] = [];
  if (!sameValue(get(locked, 'cmd'), get(stage.resolved, 'cmd'))) changes.push({ kind: 'command' });
  changes.push(...parameterChanges(model, stage, get(locked, 'params')));
  const inputs = stage.inputs.filter(({ kind }) => kind !== 'params').map(({ text }) => text);
  if (!samePaths(get(locked, 'deps'), inputs)) changes.push({ kind: 'inputs' });
  const outputs = stage.outputs.map(({ text }) => text);
  if (!samePaths(get(locked, 'outs'), outputs)) changes.push({ kind: 'outputs' });
  return changes;
}

/** What changed, in a few words: `lr 0.01 → 0.1`. */
export function changeInWords(change: Change): string {
  switch (change.kind) {
    case 'never-run':
      return 'not run yet';
    case 'command':
      return 'the command changed';
    case 'inputs':
      return 'other dependencies';
    case 'outputs':
      return 'other outputs';
    case 'parameter': {
      const { name, was, now } = change;
      if (was === undefined) return `${name} is new`;
      return now === undefined ? `${name} is gone` : `${name} ${was} → ${now}`;
    }
  }
}

function parameterChanges(model: DvcModel, stage: Stage, locked: Value | undefined): Change[] {
  return stage.inputs.flatMap((input): Change[] => {
    if (input.kind !== 'params') return [];
    const params = model.params(input.path);
    if (params.kind !== 'data') return [];
    const before = get(locked, input.text);
    const named = input.keys ?? [];
    const names = named.length > 0 ? named.map(({ name }) => name) : namesIn(params.data, before);
    return names.flatMap((name): Change[] => {
      // A pattern stands for the keys that it matched when the stage ran.
      if (/[*?[\]]/.test(name)) return [];
      const [was, now] = [get(before, name), valueAt(params.data, name.split('.'))?.value];
      if (now?.kind === 'unknown' || sameValue(was, now)) return [];
      return [{ kind: 'parameter', name, file: input.path, was: shown(was), now: shown(now) }];
    });
  });
}

function namesIn(...maps: readonly (Value | undefined)[]): string[] {
  const names = maps.flatMap((map) =>
    map?.kind === 'map' ? map.entries.flatMap(({ key }) => asString(key) ?? []) : [],
  );
  return [...new Set(names)];
}

function samePaths(locked: Value | undefined, paths: readonly string[]): boolean {
  const before = locked?.kind === 'list' ? locked.items : [];
  const known = before.flatMap((item) => asString(get(item, 'path')) ?? []);
  const [was, now] = [new Set(known), new Set(paths)];
  return was.size === now.size && [...was].every((path) => now.has(path));
}

const longest = 40;

function shown(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = asString(value) ?? pythonRepr(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Whether Python takes two values for equal: 1 and 1.0 are, and the order of keys does not matter. */
function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.kind === 'unknown' || other.kind === 'unknown') return true;
  if (one.kind === 'list') {
    return (
      other.kind === 'list' &&
      one.items.length === other.items.length &&
      one.items.every((item, index) => sameValue(item, other.items[index]))
    );
  }
  if (one.kind === 'map') {
    if (other.kind !== 'map' || one.entries.length !== other.entries.length) return false;
    const byKey = new Map(other.entries.map((entry) => [pythonRepr(entry.key), entry.value]));
    return one.entries.every((entry) => sameValue(entry.value, byKey.get(pythonRepr(entry.key))));
  }
  if (other.kind !== 'scalar') return false;
  const numbers = new Set(['int', 'float', 'bool']);
  if (numbers.has(one.type) && numbers.has(other.type)) {
    return Number(one.value) === Number(other.value);
  }
  return one.type === other.type && one.value === other.value;
}
