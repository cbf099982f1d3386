import { html, render } from 'lit';
import { t } from '../../shared/text.ts';
import type { CompareContext, CompareTab } from '../tab.ts';

/** For now, the runs that are chosen. */
export function whyTab(context: CompareContext, root: HTMLElement): CompareTab {
  return {
    update: () =>
      render(html`<p class="muted">${t('{0} runs chosen', context.selected.length)}</p>`, root),
    hide: () => undefined,
  };
}
