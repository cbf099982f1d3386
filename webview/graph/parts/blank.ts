import { html, type TemplateResult } from 'lit';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { button } from '../../shared/toolkit.ts';

/** Why no pipeline is drawn. */
export type Blank =
  | { readonly kind: 'waiting' }
  /** The graph has not come for so long that something must be wrong. */
  | { readonly kind: 'late' }
  | { readonly kind: 'failed'; readonly sentence: string }
  | { readonly kind: 'nothing' };

/** What a person can do when there is no pipeline. */
export interface BlankActions {
  readonly onRetry: () => void;
  readonly onLog: () => void;
}

/** The page while it has no pipeline to draw. */
export function blank(shown: Blank, actions: BlankActions): TemplateResult {
  switch (shown.kind) {
    case 'waiting':
      return html`<main class="blank" aria-busy="true">
        <h1 class="waiting">${icon('loading', 'spin')} ${t('Reading the pipeline…')}</h1>
      </main>`;
    case 'late':
      return trouble(t('The pipeline could not be read within ten seconds.'), actions);
    case 'failed':
      return trouble(shown.sentence, actions);
    case 'nothing':
      return html`<main class="blank">
        <h1>${t('There is no pipeline here')}</h1>
        <p>
          ${t('Stages are written in dvc.yaml. This page shows them as soon as there are some.')}
        </p>
      </main>`;
  }
}

function trouble(sentence: string, { onRetry, onLog }: BlankActions): TemplateResult {
  return html`<main class="blank">
    <div role="alert">
      ${icon('error', 'huge')}
      <h1>${t('The pipeline cannot be shown')}</h1>
      <p>${sentence}</p>
    </div>
    <div class="actions">
      ${button({ label: t('Retry'), primary: true, onClick: onRetry })}
      ${button({ label: t('Show Log'), onClick: onLog })}
    </div>
  </main>`;
}
