/**
 * What is wrong with a filter or an ordering, as facts: clients of the tracking endpoint are told in
 * MLflow's words, people in their own language.
 */
export type FilterFault =
  /** Something stands where it cannot. */
  | { readonly kind: 'clause'; readonly found: string }
  /** A name that is compared with nothing. */
  | { readonly kind: 'uncompared'; readonly name: string }
  /** It ends before it is whole. */
  | { readonly kind: 'unfinished'; readonly last: string }
  /** A quotation mark that has no second one; `rest` is all from it on. */
  | { readonly kind: 'unclosed'; readonly quote: string; readonly rest: string }
  /** `params`, `metrics`, … are known; this is none of them. */
  | { readonly kind: 'entity'; readonly name: string; readonly known: readonly string[] }
  /** No such attribute of a run, or no such key of a dataset. */
  | {
      readonly kind: 'key';
      readonly of: 'attribute' | 'dataset';
      readonly name: string;
      readonly known: readonly string[];
    }
  /** What compares does not suit the column. */
  | { readonly kind: 'comparator'; readonly operator: string; readonly known: readonly string[] }
  /** A metric, or the attribute of this name, is compared with something that is no number. */
  | { readonly kind: 'number'; readonly attribute?: string; readonly found: string }
  /** A column of text is compared with something that is not in quotes. */
  | { readonly kind: 'text'; readonly entity: string; readonly found: string }
  /** Only of these entities can be asked whether they are there. */
  | {
      readonly kind: 'presence';
      readonly entity: string;
      readonly key: string;
      readonly known: readonly string[];
    }
  /** Only these attributes can be compared with a list. */
  | { readonly kind: 'no-list'; readonly known: readonly string[] }
  | { readonly kind: 'empty-list' }
  | { readonly kind: 'list' };

/** What MLflow's server says of the same fault. */
export function mlflowSentence(fault: FilterFault): string {
  switch (fault.kind) {
    case 'clause':
      return `Invalid clause(s) in filter string: '${fault.found}'`;
    case 'uncompared':
      return `Invalid clause(s) in filter string: '${fault.name}'`;
    case 'unfinished':
      return `Invalid clause(s) in filter string: '${fault.last}'`;
    case 'unclosed':
      return `Invalid clause(s) in filter string: '${fault.rest}'`;
    case 'entity':
      return `Invalid entity type '${fault.name}'. Valid values are [${quoted(fault.known)}]`;
    case 'key':
      return `Invalid ${fault.of} key '${fault.name}' specified. Valid keys are '{${quoted(fault.known)}}'`;
    case 'comparator':
      return `Invalid comparator '${fault.operator}' not one of '{${quoted(fault.known)}}'`;
    case 'number': {
      const what =
        fault.attribute === undefined ? 'metric' : `numeric attribute: ${fault.attribute}`;
      return `Expected numeric value type for ${what}. Found ${fault.found}`;
    }
    case 'text': {
      const what = fault.entity === 'attribute' ? 'attributes' : fault.entity;
      return `Expected a quoted string value for ${what} (e.g. 'my-value'). Got value ${fault.found}`;
    }
    case 'presence': {
      const known = fault.known.map((entity) => `${entity}s`).join(' and ') || 'nothing here';
      return `IS NULL / IS NOT NULL is only supported for ${known}, not for '${fault.entity}' '${fault.key}'`;
    }
    case 'no-list':
      return `Only [${quoted(fault.known)}] attributes support comparison with a list of quoted string values.`;
    case 'empty-list':
      return `${listWanted} empty list`;
    case 'list':
      return `${listWanted} ill-formed list.`;
  }
}

const listWanted =
  'While parsing a list in the query, expected a non-empty list of string values, but got';

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
