import { html, type TemplateResult } from 'lit';
import { t } from '../../shared/text.ts';
import { failedPage, waitingPage, type WaysOut } from '../../shared/wholePage.ts';

/** Why no pipeline is drawn. */
export type Blank =
  | { readonly kind: 'waiting' }
  /** The graph has not come for so long that something must be wrong. */
  | { readonly kind: 'late' }
  | { readonly kind: 'failed'; readonly sentence: string }
  | { readonly kind: 'nothing' };

/** The page while it has no pipeline to draw. */
export function blank(shown: Blank, ways: WaysOut): TemplateResult {
  switch (shown.kind) {
    case 'waiting':
      return waitingPage(t('Reading the pipeline…'));
    case 'late':
      return trouble(t('The pipeline could not be read within ten seconds.'), ways);
    case 'failed':
      return trouble(shown.sentence, ways);
    case 'nothing':
      return html`<main class="blank">
        <h1>${t('There is no pipeline here')}</h1>
        <p>
          ${t('Stages are written in dvc.yaml. This page shows them as soon as there are some.')}
        </p>
      </main>`;
  }
}

function trouble(sentence: string, ways: WaysOut): TemplateResult {
  return failedPage(t('The pipeline cannot be shown'), sentence, ways);
}
