import { html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';
import { t } from './text.ts';
import { button } from './toolkit.ts';

/** What a person can do about something that went wrong. */
export interface WaysOut {
  readonly retry: () => void;
  readonly showLog: () => void;
}

/** The whole page while nothing has come. */
export function waitingPage(title: string): TemplateResult {
  return html`<main class="blank" aria-busy="true">
    <h1 class="waiting">${icon('loading', 'spin')} ${title}</h1>
  </main>`;
}

/** The whole page when nothing can be shown. */
export function failedPage(title: string, sentence: string, ways: WaysOut): TemplateResult {
  return html`<main class="blank">
    <div role="alert">
      ${icon('error', 'huge')}
      <h1>${title}</h1>
      <p>${sentence}</p>
    </div>
    ${waysOut(ways)}
  </main>`;
}

/** The buttons of what can be done. */
export function waysOut({ retry, showLog }: WaysOut): TemplateResult {
  return html`<div class="actions">
    ${button({ label: t('Retry'), primary: true, onClick: retry })}
    ${button({ label: t('Show Log'), onClick: showLog })}
  </div>`;
}
