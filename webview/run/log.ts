import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { parseAnsi, type AnsiColour, type AnsiLine, type AnsiPiece } from '../shared/ansi.ts';
import { linkButton, section } from '../shared/controls.ts';
import { t } from '../shared/text.ts';
import { isLive, type RunContext } from './context.ts';

/** Pixels from the bottom that still count as being there. */
const nearBottom = 24;

/** The last lines of the run's output. */
export function log({ details, ui, post }: RunContext): TemplateResult | typeof nothing {
  if (details.launch === undefined) return nothing;
  return section(ui, {
    name: 'log',
    title: t('Log'),
    content: () =>
      details.logTail === ''
        ? html`<p class="muted">
            ${isLive(details) ? t('Nothing printed yet.') : t('The command printed nothing.')}
          </p>`
        : html`<trackline-log .text=${details.logTail}></trackline-log>
            <p>${linkButton(t('Show the whole log'), '', () => post({ kind: 'showLog' }))}</p>`,
  });
}

/**
 * Lines of output in the terminal's colours. It stays at the bottom as output comes, unless the
 * person has scrolled up; then what they read stays where it is.
 */
export class LogTail extends LitElement {
  static override properties = { text: { attribute: false } };

  declare text: string;
  #lines: AnsiLine[] = [];
  /** Number of the first line among all that were ever shown. */
  #first = 0;
  #pinned = true;

  /** The page's style sheet reaches in. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('text')) return;
    this.#first += linesGone(changed.get('text') ?? '', this.text);
    this.#lines = parseAnsi(this.text);
  }

  protected override updated(): void {
    const box = this.querySelector('.log');
    if (box !== null && this.#pinned) box.scrollTop = box.scrollHeight;
  }

  protected override render(): TemplateResult {
    return html`<div
      class="log"
      role="region"
      tabindex="0"
      aria-label=${t('Last lines of the log')}
      @scroll=${(event: Event) => {
        const box = event.currentTarget as Element;
        this.#pinned = box.scrollHeight - box.scrollTop - box.clientHeight < nearBottom;
      }}
    >
      ${repeat(
        this.#lines,
        (_, index) => this.#first + index,
        (line) =>
          html`<div>${line.length === 0 ? '\u200b' : line.map((piece) => drawn(piece))}</div>`,
      )}
    </div>`;
  }
}

customElements.define('trackline-log', LogTail);

/** How many lines of the older tail the newer one has left behind. */
export function linesGone(older: string, newer: string): number {
  if (newer.startsWith(older)) return 0;
  const at = older.indexOf(newer.slice(0, 200));
  const gone = at === -1 ? older : older.slice(0, at);
  return gone.split('\n').length - 1;
}

function drawn({ text, look }: AnsiPiece): TemplateResult | string {
  const front = look.inverse === true ? look.background : look.foreground;
  const back = look.inverse === true ? look.foreground : look.background;
  const classes = [
    look.bold === true ? 'bold' : '',
    look.faint === true ? 'faint' : '',
    look.italic === true ? 'italic' : '',
    look.underline === true ? 'underline' : '',
    look.struck === true ? 'struck' : '',
    look.inverse === true ? 'inverse' : '',
    typeof front === 'number' ? `front-${front}` : '',
    typeof back === 'number' ? `back-${back}` : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
  const style = `${exact('color', front)}${exact('background-color', back)}`;
  if (classes === '' && style === '') return text;
  // Set as a property, so that a content policy without 'unsafe-inline' lets it through.
  return style === ''
    ? html`<span class=${classes}>${text}</span>`
    : html`<span class=${classes} .style=${style}>${text}</span>`;
}

function exact(property: string, colour: AnsiColour | undefined): string {
  return typeof colour === 'object' ? `${property}:rgb(${colour.join(',')});` : '';
}
