import type { Dict } from '../yaml/values.ts';

/** A key that a map may have. */
export interface Field {
  readonly rule: Rule;
  readonly required?: boolean;
  /** One or two sentences for completion and hover. */
  readonly doc: string;
}

/**
 * What data of a file must look like: the table from which it is checked, completed and explained.
 * - `anything`, and the types of single values
 * - `items`: a list whose items all follow one rule
 * - `fields`: a map with known keys; `open` when others are allowed too
 * - `named`: a map from names that the person chooses
 * - `either`: the first option whose type fits
 * - `chosen`: the rule depends on which keys a map has
 * - `exactly`: one text
 * - `checksum`: nothing, or a text or number of three characters or more
 */
export type Rule =
  | { readonly is: 'anything' | 'text' | 'boolean' | 'integer' | 'null' | 'map' | 'list' }
  | { readonly is: 'items'; readonly of: Rule }
  | {
      readonly is: 'fields';
      readonly fields: Readonly<Record<string, Field>>;
      readonly open?: boolean;
    }
  | { readonly is: 'named'; readonly values: Rule; readonly nonEmpty?: boolean }
  | { readonly is: 'either'; readonly options: readonly Rule[] }
  | { readonly is: 'chosen'; readonly by: (map: Dict) => Rule; readonly all: readonly Rule[] }
  | { readonly is: 'exactly'; readonly text: string }
  | { readonly is: 'checksum' };

export const anything: Rule = { is: 'anything' };
export const text: Rule = { is: 'text' };
export const boolean: Rule = { is: 'boolean' };
export const integer: Rule = { is: 'integer' };
export const nothing: Rule = { is: 'null' };
export const anyMap: Rule = { is: 'map' };
export const anyList: Rule = { is: 'list' };

/** A list whose items follow a rule. */
export function listOf(of: Rule): Rule {
  return { is: 'items', of };
}

/** A map with known keys. */
export function fields(known: Readonly<Record<string, Field>>): Rule {
  return { is: 'fields', fields: known };
}

/** The first of some rules whose type fits. */
export function either(...options: readonly Rule[]): Rule {
  return { is: 'either', options };
}

/** What a person calls values of a rule. */
export function ruleInWords(rule: Rule): string {
  switch (rule.is) {
    case 'anything':
      return 'any value';
    case 'text':
      return 'text';
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return 'a whole number';
    case 'null':
      return 'nothing';
    case 'map':
    case 'fields':
    case 'named':
    case 'chosen':
      return 'a map';
    case 'list':
    case 'items':
      return 'a list';
    case 'checksum':
      return 'a checksum';
    case 'exactly':
      return `the text \`${rule.text}\``;
    case 'either': {
      const words = [...new Set(rule.options.map(ruleInWords))];
      const last = words.pop() ?? '';
      return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
    }
  }
}
