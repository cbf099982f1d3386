import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from './format.ts';
import { icon, type IconName } from './icons.ts';
import type { PageUi } from './pageUi.ts';
import { t } from './text.ts';
import { textField } from './toolkit.ts';

/** What can stand in a template. */
export type Content = TemplateResult | string | typeof nothing;

/** A part of the page under a heading that folds it away. */
export interface SectionOptions {
  readonly name: string;
  readonly title: string;
  /** Shown beside the title. */
  readonly count?: number | undefined;
  /** Default: it is. */
  readonly open?: boolean;
  /** 2 for the page's parts, 3 within them. */
  readonly level?: 2 | 3;
  /** Worked out only when the section is open. */
  readonly content: () => Content;
}

/** A part of the page under a heading that folds it away. */
export function section(ui: PageUi, options: SectionOptions): TemplateResult {
  const byDefault = options.open ?? true;
  const open = ui.isOpen(options.name, byDefault);
  const words = html`${options.title}${
    options.count === undefined
      ? nothing
      : html` <span class="count">${formatCount(options.count)}</span>`
  }`;
  return html`<details
    class="section level-${options.level ?? 2}"
    id="section-${options.name}"
    ?open=${open}
    @toggle=${(event: Event) =>
      ui.setOpen(options.name, (event.currentTarget as HTMLDetailsElement).open, byDefault)}
  >
    <summary>
      ${icon('chevron-right', 'twistie')}${
        options.level === 3 ? html`<h3>${words}</h3>` : html`<h2>${words}</h2>`
      }
    </summary>
    ${open ? html`<div class="section-body">${options.content()}</div>` : nothing}
  </details>`;
}

/** A button that is an icon. */
export interface IconButtonOptions {
  readonly icon: IconName;
  readonly label: string;
  readonly classes?: string;
  readonly pressed?: boolean;
  readonly onClick: () => void;
}

/** A button that is an icon; its label is its tooltip too. */
export function iconButton(options: IconButtonOptions): TemplateResult {
  return html`<button
    type="button"
    class="icon-button ${options.classes ?? ''}"
    title=${options.label}
    aria-label=${options.label}
    aria-pressed=${options.pressed === undefined ? nothing : String(options.pressed)}
    @click=${options.onClick}
  >
    ${icon(options.icon)}
  </button>`;
}

/** A button that looks like a link and does something in the editor. */
export function linkButton(label: string, title: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="link" title=${title} @click=${onClick}>
    <bdi>${label}</bdi>
  </button>`;
}

/** Copies a text; it shows for a moment that it has. `what` names the text for its label. */
export function copyButton(ui: PageUi, what: string, text: string): TemplateResult {
  return iconButton({
    icon: ui.hasCopied(text) ? 'check' : 'copy',
    label: t('Copy {0}', what),
    classes: 'copy',
    onClick: () => ui.copy(text),
  });
}

/** A list longer than this gets a filter. */
const filterFrom = 12;
/** Rows of a list shown at first. */
const rowsAtFirst = 100;

/** A long list that can be filtered, and that is drawn as far as it is looked at. */
export interface ListOptions<Item> {
  readonly name: string;
  readonly items: readonly Item[];
  /** What the filter is compared with. */
  readonly textOf: (item: Item) => string;
  readonly filterLabel: string;
  readonly rows: (items: readonly Item[]) => Content;
}

/** A long list that can be filtered, and that is drawn as far as it is looked at. */
export function longList<Item>(ui: PageUi, options: ListOptions<Item>): TemplateResult {
  const { items, name } = options;
  const filter = items.length > filterFrom ? (ui.text(`filter-${name}`) ?? '') : '';
  const wanted = filter.trim().toLowerCase();
  const found =
    wanted === ''
      ? items
      : items.filter((item) => options.textOf(item).toLowerCase().includes(wanted));
  const shown = ui.isUnfolded(`all-${name}`) ? found : found.slice(0, rowsAtFirst);
  return html`${
    items.length > filterFrom
      ? html`<div class="filter">
          ${textField({
            label: options.filterLabel,
            placeholder: options.filterLabel,
            value: filter,
            onInput: (text) => ui.setText(`filter-${name}`, text),
          })}
          <span class="muted" role="status"
            >${wanted === '' ? nothing : t('{0} of {1}', formatCount(found.length), formatCount(items.length))}</span
          >
        </div>`
      : nothing
  }
  ${found.length === 0 ? html`<p class="muted">${t('Nothing matches the filter.')}</p>` : options.rows(shown)}
  ${
    shown.length < found.length
      ? html`<p>
          ${linkButton(t('Show all {0}', formatCount(found.length)), '', () =>
            ui.setUnfolded(`all-${name}`, true),
          )}
        </p>`
      : nothing
  }`;
}

/** Characters of a value that are shown before it is unfolded. */
const cutAt = 160;

/** A value that is cut when it is long, with a button to see it whole. */
export function longText(ui: PageUi, name: string, text: string): TemplateResult {
  const line = text.indexOf('\n');
  const end = Math.min(line === -1 ? text.length : line, cutAt);
  if (end === text.length) return html`<bdi class="value">${text}</bdi>`;
  const unfolded = ui.isUnfolded(name);
  return html`<bdi class="value">${unfolded ? text : `${cut(text, end)}…`}</bdi>
    <button
      type="button"
      class="link"
      aria-expanded=${String(unfolded)}
      @click=${() => ui.setUnfolded(name, !unfolded)}
    >
      ${unfolded ? t('Show less') : t('Show more')}
    </button>`;
}

/** Cuts between characters, never within a pair of surrogates. */
function cut(text: string, end: number): string {
  const last = text.charCodeAt(end - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}

/** A name and what it stands for. */
export interface Fact {
  readonly label: string;
  readonly value: Content;
}

/** Names and what they stand for, one below the other. */
export function factList(facts: readonly (Fact | undefined)[]): TemplateResult {
  const given = facts.filter((fact) => fact !== undefined);
  return html`<dl class="facts">
    ${given.map(
      ({ label, value }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
