import { html, nothing, type TemplateResult } from 'lit';
import type { Opened } from './opened.ts';
import { t } from '../shared/text.ts';
import { failedPage, waitingPage } from '../shared/wholePage.ts';
import { runsTrouble } from './pageNotices.ts';
import type { TabStrip } from './tabStrip.ts';
import type { Toolbar } from './toolbar.ts';

/** What the page is drawn from. */
interface PageParts {
  readonly shown: Opened['shown'];
  /** Why the list of runs could not be read. */
  readonly trouble: string | undefined;
  readonly toolbar: Toolbar;
  readonly tabs: TabStrip;
  /** Asks the editor once more what to compare. */
  readonly openAgain: () => void;
  /** Reads the list of runs once more. */
  readonly readAgain: () => void;
  readonly showLog: () => void;
}

/** The whole page: what it waits for, why it cannot be shown, or the toolbar and the tabs. */
export function pageContent(parts: PageParts): TemplateResult {
  const { shown, trouble, toolbar, tabs, openAgain, readAgain, showLog } = parts;
  switch (shown.kind) {
    case 'waiting':
      return waitingPage(t('Reading the runs…'));
    case 'failed':
      return failedPage(t('The runs cannot be shown'), shown.sentence, {
        retry: openAgain,
        showLog,
      });
    case 'open':
      return html`<main class="compare">
        ${toolbar.content()} ${tabs.strip()}
        ${trouble === undefined ? nothing : runsTrouble(trouble, { retry: readAgain, showLog })}
        ${tabs.panels()}
      </main>`;
  }
}
