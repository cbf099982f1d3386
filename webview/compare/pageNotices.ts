import { html, type TemplateResult } from 'lit';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/text.ts';
import { button } from '../shared/toolkit.ts';

/** What a person can do about something that went wrong. */
export interface WaysOut {
  readonly retry: () => void;
  readonly showLog: () => void;
}

/** The whole page while nothing has come. */
export function waitingPage(): TemplateResult {
  return html`<main class="blank" aria-busy="true">
    <h1 class="waiting">${icon('loading', 'spin')} ${t('Reading the runs…')}</h1>
  </main>`;
}

/** The whole page when nothing can be shown. */
export function failedPage(sentence: string, ways: WaysOut): TemplateResult {
  return html`<main class="blank">
    <div role="alert">
      ${icon('error', 'huge')}
      <h1>${t('The runs cannot be shown')}</h1>
      <p>${sentence}</p>
    </div>
    ${actions(ways)}
  </main>`;
}

/** Above the tabs, when the list of runs could not be read. */
export function runsTrouble(sentence: string, ways: WaysOut): TemplateResult {
  return html`<div class="notice bad" role="alert">
    ${icon('error')}
    <div>
      <p>${t('The runs could not be read.')} ${sentence}</p>
      ${actions(ways)}
    </div>
  </div>`;
}

function actions({ retry, showLog }: WaysOut): TemplateResult {
  return html`<div class="actions">
    ${button({ label: t('Retry'), primary: true, onClick: retry })}
    ${button({ label: t('Show Log'), onClick: showLog })}
  </div>`;
}
