import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  parseAnsi,
  type AnsiColour,
  type AnsiLine,
  type AnsiLook,
  type AnsiPiece,
} from '../../shared/ansi.ts';
import { linkButton, section } from '../../shared/controls.ts';
import { readable, type Rgb } from '../../shared/contrast.ts';
import { t } from '../../shared/text.ts';
import { terminalTheme, watchTheme, type TerminalTheme } from '../../shared/theme.ts';
import { isLive, type RunContext } from '../context.ts';
import { linesGone } from './linesGone.ts';

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
  #theme: TerminalTheme | undefined;
  #forgetTheme: (() => void) | undefined;

  /** The page's style sheet reaches in. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#forgetTheme = watchTheme(() => this.#wear());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forgetTheme?.();
  }

  /** Colours depend on what the box looks like, so that it must be there first. */
  protected override firstUpdated(): void {
    this.#wear();
  }

  #wear(): void {
    const box = this.querySelector('.log');
    if (box === null) return;
    this.#theme = terminalTheme(box);
    this.requestUpdate();
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
        (line) => html`<div>${this.#drawn(line)}</div>`,
      )}
    </div>`;
  }

  /** Blanks count in a line of output, so that its template has none of its own. */
  #drawn(line: AnsiLine): Drawn | Drawn[] {
    return line.length === 0 ? '\u200b' : line.map((piece) => drawn(piece, this.#theme));
  }
}

customElements.define('trackline-log', LogTail);

function drawn({ text, look }: AnsiPiece, theme: TerminalTheme | undefined): Drawn {
  const classes = (['bold', 'faint', 'italic', 'underline', 'struck', 'inverse'] as const)
    .filter((name) => look[name] === true)
    .join(' ');
  const style = theme === undefined ? '' : styleOf(look, theme);
  if (classes === '' && style === '') return text;
  // Set as a property, so that a content policy without 'unsafe-inline' lets it through.
  return html`<span class=${classes} .style=${style}>${text}</span>`;
}

type Drawn = TemplateResult | string;

function styleOf(look: AnsiLook, theme: TerminalTheme): string {
  const exact = (colour: AnsiColour | undefined): Rgb | undefined =>
    typeof colour === 'number' ? theme.colours[colour] : colour;
  const [front, back] =
    look.inverse === true
      ? [exact(look.background), exact(look.foreground)]
      : [exact(look.foreground), exact(look.background)];
  const text = front === undefined ? '' : css('color', readable(front, back ?? theme.background));
  return back === undefined ? text : `${text}${css('background-color', back)}`;
}

function css(property: string, colour: Rgb): string {
  return `${property}:rgb(${colour.join(',')});`;
}
