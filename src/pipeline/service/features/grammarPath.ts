import type { DataPath } from '../diagnostic.ts';
import type { Field, Rule } from '../grammar/rule.ts';
import { get, type Value } from '../yaml/values.ts';

/** The rules that data at a path follows: several where it may have one of several types. */
export function rulesAt(rule: Rule, value: Value | undefined, path: DataPath): Rule[] {
  if (rule.is === 'either') return rule.options.flatMap((option) => rulesAt(option, value, path));
  if (rule.is === 'chosen') {
    const chosen = value?.kind === 'map' ? [rule.by(value)] : rule.all;
    return chosen.flatMap((one) => rulesAt(one, value, path));
  }
  const [step, ...rest] = path;
  if (step === undefined) return [rule];
  if (typeof step === 'number') {
    const item = value?.kind === 'list' ? value.items[step] : undefined;
    return rule.is === 'items' ? rulesAt(rule.of, item, rest) : [];
  }
  const inner = get(value, step);
  if (rule.is === 'named') return rulesAt(rule.values, inner, rest);
  if (rule.is !== 'fields' || !Object.hasOwn(rule.fields, step)) return [];
  const field = rule.fields[step];
  return field === undefined ? [] : rulesAt(field.rule, inner, rest);
}

/** The field of the grammar that a key at a path is. */
export function fieldAt(rule: Rule, root: Value, path: DataPath): Field | undefined {
  const name = path.at(-1);
  if (typeof name !== 'string') return undefined;
  for (const holder of rulesAt(rule, root, path.slice(0, -1))) {
    if (holder.is === 'fields' && Object.hasOwn(holder.fields, name)) return holder.fields[name];
  }
  return undefined;
}
