import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { button } from '../../shared/toolkit.ts';
import type { RunList } from '../runList.ts';

/** Says why there are no rows. `coming` is true while some are expected. */
export function emptyNotice(
  { loaded, total, trouble }: RunList,
  coming: boolean,
): TemplateResult | typeof nothing {
  // The page says why there are none, and offers another try.
  if (trouble !== undefined) return nothing;
  if (!loaded || coming) {
    return html`<p class="muted empty" aria-busy="true">
      ${icon('loading', 'spin')} ${t('Reading the runs…')}
    </p>`;
  }
  return html`<p class="muted empty">
    ${
      total === 0
        ? t('There are no runs yet. Run a script with Trackline, and it appears here.')
        : t('No run matches the filter. Change it, or clear it with Escape.')
    }
  </p>`;
}

/** Asks for the name of a view; ends with nothing when none is given. */
export function viewNameBox(end: (name: string) => void): TemplateResult {
  return html`<div class="find-bar view-name">
    <input
      type="text"
      aria-label=${t('Name of the view')}
      placeholder=${t('Name of the view')}
      @keydown=${(event: KeyboardEvent) => {
        if (event.isComposing) return;
        if (event.key === 'Enter') end((event.target as HTMLInputElement).value);
        if (event.key === 'Escape') end('');
      }}
    />
    <span class="muted">${t('Enter keeps the view, Escape does not.')}</span>
  </div>`;
}

/** Says what went wrong, and what can be done. */
export function troubleNotice(
  sentence: string,
  ways: { readonly retry: () => void; readonly showLog: () => void },
): TemplateResult {
  return html`<div class="notice bad" role="alert">
    ${icon('error')}
    <div>
      <p>${t('The values could not be read.')} ${sentence}</p>
      <div class="actions">
        ${button({ label: t('Retry'), primary: true, onClick: ways.retry })}
        ${button({ label: t('Show Log'), onClick: ways.showLog })}
      </div>
    </div>
  </div>`;
}
