import type { DataPath } from '../diagnostic.ts';
import {
  asString,
  typeInWords,
  type Dict,
  type Entry,
  type Span,
  type Value,
} from '../yaml/values.ts';
import { ruleInWords, type Rule } from './rule.ts';

/** What does not follow the rules. */
export type GrammarProblem = {
  readonly span: Span;
  readonly path: DataPath;
} & (
  | { readonly kind: 'unknown-key'; readonly entry: Entry; readonly known: readonly string[] }
  | { readonly kind: 'missing-key'; readonly key: string; readonly map: Dict }
  | { readonly kind: 'type'; readonly rule: Rule; readonly value: Value }
  | { readonly kind: 'name'; readonly key: Value }
);

/** Checks data against a rule. @returns all that does not follow it, in reading order. */
export function checkGrammar(
  value: Value,
  rule: Rule,
  path: DataPath = [],
  owner: Span = value,
): GrammarProblem[] {
  const problems: GrammarProblem[] = [];
  check(value, rule, path, owner, problems);
  return problems;
}

/** @param owner what to mark where the value itself is empty: its key */
function check(
  value: Value,
  rule: Rule,
  path: DataPath,
  owner: Span,
  problems: GrammarProblem[],
): void {
  if (value.kind === 'unknown') return;
  const fitting = fit(value, rule);
  if (fitting === undefined) {
    const span = value.end > value.start ? value : owner;
    problems.push({ kind: 'type', rule, value, span, path });
  } else if (value.kind === 'list' && fitting.is === 'items') {
    for (const [index, item] of value.items.entries()) {
      check(item, fitting.of, [...path, index], item, problems);
    }
  } else if (value.kind === 'map') {
    checkMap(value, fitting, path, owner, problems);
  }
}

/** The rule that is to be followed inside of a value; nothing where its type does not fit. */
function fit(value: Value, rule: Rule): Rule | undefined {
  switch (rule.is) {
    case 'either':
      for (const option of rule.options) {
        const fitting = fit(value, option);
        if (fitting !== undefined) return fitting;
      }
      return undefined;
    case 'chosen':
      return value.kind === 'map' ? rule.by(value) : undefined;
    case 'anything':
      return rule;
    case 'map':
    case 'fields':
    case 'named':
      return value.kind === 'map' ? rule : undefined;
    case 'list':
    case 'items':
      return value.kind === 'list' ? rule : undefined;
    default:
      return value.kind === 'scalar' && scalarFits(value, rule) ? rule : undefined;
  }
}

function scalarFits(value: Extract<Value, { kind: 'scalar' }>, rule: Rule): boolean {
  switch (rule.is) {
    case 'text':
      return value.type === 'str';
    case 'boolean':
      return value.type === 'bool';
    case 'integer':
      return value.type === 'int' || value.type === 'bool';
    case 'null':
      return value.type === 'null';
    case 'checksum':
      if (value.type === 'null' || value.text === '') return true;
      return (value.type === 'int' || value.type === 'str') && String(value.value).length > 2;
    case 'exactly':
      return value.type === 'str' && value.text === rule.text;
    default:
      return false;
  }
}

function checkMap(
  map: Dict,
  rule: Rule,
  path: DataPath,
  owner: Span,
  problems: GrammarProblem[],
): void {
  if (rule.is === 'named') {
    if (rule.nonEmpty === true && map.entries.length === 0) {
      problems.push({ kind: 'type', rule, value: map, span: map, path });
    }
    for (const entry of map.entries) {
      const inside = [...path, keyInPath(entry.key)];
      if (asString(entry.key) === undefined) {
        problems.push({ kind: 'name', key: entry.key, span: entry.key, path: inside });
      } else check(entry.value, rule.values, inside, entry.key, problems);
    }
  } else if (rule.is === 'fields') {
    const present = new Set<string>();
    for (const entry of map.entries) {
      const key = asString(entry.key);
      const field =
        key !== undefined && Object.hasOwn(rule.fields, key) ? rule.fields[key] : undefined;
      const inside = [...path, keyInPath(entry.key)];
      if (key !== undefined) present.add(key);
      if (field !== undefined) check(entry.value, field.rule, inside, entry.key, problems);
      else if (rule.open !== true) {
        const known = Object.keys(rule.fields).filter((name) => !present.has(name));
        problems.push({ kind: 'unknown-key', entry, known, span: entry.key, path: inside });
      }
    }
    for (const [key, field] of Object.entries(rule.fields)) {
      if (field.required !== true || present.has(key)) continue;
      problems.push({ kind: 'missing-key', key, map, span: owner, path: [...path, key] });
    }
  }
}

/** A key as it is in the data: of what is no text the value, however it is written. */
function keyInPath(key: Value): string | number {
  if (key.kind !== 'scalar') return '?';
  const isPlain = key.type === 'null' || key.type === 'bool' || key.type === 'int';
  return isPlain ? String(key.value) : key.text;
}

/** What is wrong, in a sentence. */
export function problemInWords(problem: GrammarProblem, suggestion: string | undefined): string {
  switch (problem.kind) {
    case 'unknown-key': {
      const { key } = problem.entry;
      const name = key.kind === 'scalar' ? key.text : '…';
      const hint =
        suggestion === undefined
          ? `Allowed here: ${problem.known.map((known) => `\`${known}\``).join(', ') || 'nothing more'}.`
          : `Did you mean \`${suggestion}\`?`;
      return `\`${name}\` is not a key that is known here. ${hint}`;
    }
    case 'missing-key':
      return `The key \`${problem.key}\` is missing here.`;
    case 'name':
      return `A name must be text, not ${typeInWords(problem.key)}. Put it in quotes.`;
    case 'type': {
      const { value, rule } = problem;
      const at = problem.path.findLast((part) => typeof part === 'string');
      const what = at === undefined ? 'The file' : `\`${at}\``;
      if (rule.is === 'named' && value.kind === 'map') return `A map under ${what} has no entries.`;
      return `${what} must be ${ruleInWords(rule)}, not ${typeInWords(value)}.`;
    }
  }
}
