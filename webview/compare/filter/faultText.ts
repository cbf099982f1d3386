import { writtenKey } from '../../../src/model/search/completeFilter.ts';
import type { FilterFault } from '../../../src/model/search/filterFault.ts';
import { t } from '../../shared/text.ts';

/** What is wrong with a filter, and what to write instead, in the person's language. */
export function faultText(fault: FilterFault): string {
  switch (fault.kind) {
    case 'clause':
      return t(
        "'{0}' cannot stand here. A filter is comparisons joined by AND.",
        clipped(fault.found),
      );
    case 'uncompared':
      return t("'{0}' is compared with nothing.", clipped(fault.name));
    case 'unfinished':
      return t("The filter ends too early: something must follow '{0}'.", clipped(fault.last));
    case 'unclosed':
      return t('The quotation mark {0} is not closed.', fault.quote);
    case 'entity':
      return t("There is no '{0}', only {1}.", clipped(fault.name), listed(fault.known));
    case 'key':
      return keyText(fault);
    case 'comparator':
      return t(
        "'{0}' does not suit this column. What does: {1}.",
        clipped(fault.operator),
        listed(fault.known),
      );
    case 'number':
      return t('A number is wanted here, not {0}.', clipped(fault.found));
    case 'text':
      return t("A text in quotes is wanted here: '{0}'.", clipped(fault.found));
    case 'presence':
      return t(
        'IS NULL and IS NOT NULL suit {0} alone.',
        listed(fault.known.map((of) => `${of}s`)),
      );
    case 'no-list':
      return t('IN suits {0} alone.', listed(fault.known));
    case 'empty-list':
    case 'list':
      return t("A list is texts in quotes: ('a', 'b').");
  }
}

/** Most who write a name alone mean a metric or a parameter. */
function keyText({ of, name, known }: Extract<FilterFault, { kind: 'key' }>): string {
  if (of === 'dataset') {
    return t("A dataset has no '{0}', only {1}.", clipped(name), listed(known));
  }
  const key = writtenKey(name);
  return t(
    "No attribute of a run is called '{0}'. Write metrics.{1} for a metric, params.{1} for a parameter.",
    clipped(name),
    clipped(key),
  );
}

/** Letters of the filter that a sentence repeats at most; they are marked in it anyway. */
const longest = 40;

function clipped(text: string): string {
  const letters = Array.from(text);
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('')}…`;
}

function listed(names: readonly string[]): string {
  return names.join(', ');
}
