import { html, nothing, render, type TemplateResult } from 'lit';
import type { ComparedRun } from '../../../src/protocol/compare.ts';
import { linkButton } from '../../shared/controls.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import type { CompareContext, CompareTab, ContextChange } from '../tab.ts';
import { Folds } from './folds.ts';
import { LoggedFiles } from './loggedFiles.ts';
import { sideBodies, sideHead } from './sideTable.ts';

const tabName = 'side';
/** More columns than this cannot be taken in. */
const mostRuns = 10;
/** Milliseconds between two readings while runs are under way. */
const pause = 1000;

/** Two to ten runs beside each other, with what differs marked. */
export function sideTab(context: CompareContext, root: HTMLElement): CompareTab {
  return new SideTab(context, root);
}

class SideTab implements CompareTab {
  readonly #context: CompareContext;
  readonly #root: HTMLElement;
  readonly #files: LoggedFiles;
  readonly #folds = new Folds(() => this.#draw());
  #onlyDifferences: boolean;
  #runs: readonly ComparedRun[] | undefined;
  #trouble: string | undefined;
  #asked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: CompareContext, root: HTMLElement) {
    this.#context = context;
    this.#root = root;
    this.#files = new LoggedFiles(
      (method, params) => context.request(method, params),
      () => this.#draw(),
    );
    const kept = context.kept(tabName);
    this.#onlyDifferences =
      typeof kept === 'object' &&
      kept !== null &&
      'onlyDifferences' in kept &&
      kept.onlyDifferences === true;
  }

  update(change: ContextChange): void {
    if (change.kind === 'runs') {
      const shown = new Set(this.#ids);
      if (change.runIds.some((id) => shown.has(id))) this.#readLater();
      return;
    }
    if (this.#ids.join(' ') !== this.#asked) void this.#read();
    this.#draw();
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = '';
    render(nothing, this.#root);
  }

  /** The baseline stands first: the others are compared with it. */
  get #ids(): readonly string[] {
    const { baseline, selected } = this.#context;
    const ids = selected.map(({ id }) => id);
    const first = ids.filter((id) => id === baseline);
    return [...first, ...ids.filter((id) => id !== baseline)].slice(0, mostRuns);
  }

  #readLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#read();
    }, pause);
  }

  async #read(): Promise<void> {
    const runIds = this.#ids;
    const asked = runIds.join(' ');
    this.#asked = asked;
    if (runIds.length < 2) return;
    try {
      const runs = await this.#context.request('details', { runIds });
      if (asked !== this.#asked) return;
      const order = new Map(runIds.map((id, index) => [id, index]));
      this.#runs = [...runs].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
    }
    this.#draw();
  }

  #draw(): void {
    render(this.#content(), this.#root);
  }

  #content(): TemplateResult {
    const chosen = this.#context.selected.length;
    if (this.#trouble !== undefined) {
      return html`<div class="card-note" role="alert">
        <p>${this.#trouble}</p>
        <p>
          ${linkButton(t('Retry'), '', () => {
            this.#trouble = undefined;
            void this.#read();
            this.#draw();
          })}
          · ${linkButton(t('Show Log'), '', () => this.#context.post({ kind: 'showExtensionLog' }))}
        </p>
      </div>`;
    }
    if (chosen < 2) {
      return html`<p class="card-note muted">
        ${t('Choose two to ten runs in the table to see them side by side.')}
      </p>`;
    }
    const runs = this.#runs;
    if (runs === undefined) return html`<p class="card-note muted">${t('Reading…')}</p>`;
    return html`<div class="side-tab">
      <div class="side-bar">
        <label
          ><input
            type="checkbox"
            .checked=${this.#onlyDifferences}
            @change=${(event: Event) => {
              this.#onlyDifferences = (event.currentTarget as HTMLInputElement).checked;
              this.#context.keep(tabName, { onlyDifferences: this.#onlyDifferences });
              this.#draw();
            }}
          />${t('Only differences')}</label
        >
        ${
          chosen > mostRuns
            ? html`<span class="muted"
                >${t('The first {0} of {1} chosen runs are shown.', mostRuns, formatCount(chosen))}</span
              >`
            : nothing
        }
      </div>
      <div class="side-scroll" tabindex="0" role="region" aria-label=${t('Runs side by side')}>
        <table class="side">
          ${sideHead(this.#context, runs)}
          ${sideBodies(this.#context, runs, this.#onlyDifferences, this.#folds)}
          ${this.#files.content(runs, this.#folds)}
        </table>
      </div>
    </div>`;
  }
}
