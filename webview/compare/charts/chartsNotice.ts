import { html, nothing, type TemplateResult } from 'lit';
import { linkButton } from '../../shared/controls.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';

/** What is known of the charts as a whole. */
interface ChartsState {
  /** Why the names of the metrics, or what runs are grouped by, could not be read. */
  readonly trouble: string | undefined;
  readonly chosen: number;
  /** Runs that are drawn at most. */
  readonly most: number;
  /** How many metrics the runs have; absent until that is known. */
  readonly metrics: number | undefined;
  /** How many of them match the search. */
  readonly found: number;
  readonly retry: () => void;
  readonly showLog: () => void;
}

/** Above the cards: why there are none, or not all. */
export function chartsNotice(state: ChartsState): TemplateResult | typeof nothing {
  const { trouble, chosen, most, metrics, found, retry, showLog } = state;
  if (trouble !== undefined) {
    return html`<div class="card-note" role="alert">
      <p>${trouble}</p>
      <p>${linkButton(t('Retry'), '', retry)} · ${linkButton(t('Show Log'), '', showLog)}</p>
    </div>`;
  }
  if (chosen === 0) return note(t('Choose runs in the table to chart them.'));
  if (metrics === undefined) return note(t('Reading…'));
  if (metrics === 0) return note(t('The chosen runs have no metrics. Choose others in the table.'));
  if (found === 0) return note(t('Nothing matches the search.'));
  if (chosen <= most) return nothing;
  return note(
    t('The first {0} of {1} chosen runs are drawn.', formatCount(most), formatCount(chosen)),
  );
}

function note(text: string): TemplateResult {
  return html`<p class="card-note muted">${text}</p>`;
}
