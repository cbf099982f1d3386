import { html, render } from 'lit';
import type { ComparePage } from '../page.ts';
import type { CompareTab } from '../tab.ts';

/** The table of runs. */
export function tableTab(page: ComparePage, root: HTMLElement): CompareTab {
  return {
    update: () =>
      render(
        html`<ul>
          ${page.shown.slice(0, 20).map((id) => html`<li>${id}</li>`)}
        </ul>`,
        root,
      ),
    hide: () => undefined,
  };
}
