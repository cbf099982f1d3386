import { html, nothing, render, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ArtifactContent, ComparedRun } from '../../../src/protocol/compare.ts';
import { linkButton } from '../../shared/controls.ts';
import { formatCount } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { lineLook } from '../charts/runColours.ts';
import { swatch } from '../charts/legend.ts';
import type { CompareContext, CompareTab, ContextChange } from '../tab.ts';
import { loggedFile } from './loggedFile.ts';
import { sideSections, type SideCell, type SideRow, type SideSection } from './sideRows.ts';

const tabName = 'side';
/** More columns than this cannot be taken in. */
const mostRuns = 10;
/** Rows of a section that are drawn before the rest is asked for. */
const rowsAtFirst = 200;
/** Milliseconds between two readings while runs are under way. */
const pause = 1000;

/** Two to ten runs beside each other, with what differs marked. */
export function sideTab(context: CompareContext, root: HTMLElement): CompareTab {
  return new SideTab(context, root);
}

type Content = ArtifactContent | { readonly kind: 'failed'; readonly sentence: string };

class SideTab implements CompareTab {
  readonly #context: CompareContext;
  readonly #root: HTMLElement;
  readonly #files = new Map<string, Content | undefined>();
  readonly #openFiles = new Set<string>();
  readonly #whole = new Set<string>();
  readonly #closed = new Set<string>();
  #onlyDifferences: boolean;
  #runs: readonly ComparedRun[] | undefined;
  #trouble: string | undefined;
  #asked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: CompareContext, root: HTMLElement) {
    this.#context = context;
    this.#root = root;
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
          ${linkButton(t('Retry'), '', () => void this.#read())} ·
          ${linkButton(t('Show Log'), '', () => this.#context.post({ kind: 'showExtensionLog' }))}
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
          ${this.#head(runs)} ${sideSections(runs).map((section) => this.#section(section, runs))}
          ${this.#loggedFiles(runs)}
        </table>
      </div>
    </div>`;
  }

  #head(runs: readonly ComparedRun[]): TemplateResult {
    return html`<thead>
      <tr>
        <td></td>
        ${runs.map(
          ({ id, name, status }, index) =>
            html`<th scope="col">
              ${swatch(lineLook(this.#context.look(id)))}
              ${linkButton(name, t('Open {0}', name), () =>
                this.#context.post({ kind: 'openRun', runId: id }),
              )}
              <div class="muted small">
                ${status.toLowerCase()}${index === 0 ? ` · ${t('compared with')}` : ''}
              </div>
            </th>`,
        )}
      </tr>
    </thead>`;
  }

  #section(section: SideSection, runs: readonly ComparedRun[]): TemplateResult {
    const { name, title, rows } = section;
    const different = rows.filter(({ differs }) => differs);
    const wanted = this.#onlyDifferences ? different : rows;
    const shown = this.#whole.has(name) ? wanted : wanted.slice(0, rowsAtFirst);
    const open = !this.#closed.has(name);
    return html`<tbody>
      <tr class="side-heading">
        <th colspan=${runs.length + 1} scope="rowgroup">
          ${this.#twistie(name, title, open)}
          <span class="muted"
            >${t('{0} of {1} differ', formatCount(different.length), formatCount(rows.length))}</span
          >
        </th>
      </tr>
      ${
        open
          ? html`${name === 'code' ? this.#codeRow(runs) : nothing}
            ${repeat(
              shown,
              (row) => row.name,
              (row) => this.#row(row),
            )}
            ${this.#rest(name, wanted.length - shown.length, runs.length)}`
          : nothing
      }
    </tbody>`;
  }

  #twistie(name: string, title: string, open: boolean): TemplateResult {
    return html`<button
      type="button"
      class="fold"
      aria-expanded=${String(open)}
      @click=${() => {
        if (open) this.#closed.add(name);
        else this.#closed.delete(name);
        this.#draw();
      }}
    >
      ${icon('chevron-right', open ? 'twistie open' : 'twistie')}${title}
    </button>`;
  }

  #rest(name: string, more: number, columns: number): TemplateResult | typeof nothing {
    if (more <= 0) return nothing;
    return html`<tr>
      <td colspan=${columns + 1}>
        ${linkButton(t('Show {0} more', formatCount(more)), '', () => {
          this.#whole.add(name);
          this.#draw();
        })}
      </td>
    </tr>`;
  }

  #row({ name, cells, differs }: SideRow): TemplateResult {
    const [first] = cells;
    return html`<tr class=${differs ? 'differs' : ''}>
      <th scope="row" title=${name}>
        ${differs ? html`<span class="unlike" title=${t('differs')}>≠</span>` : nothing}<bdi>${name}</bdi>${differs ? html`<span class="spoken"> ${t('differs')}</span>` : nothing}
      </th>
      ${cells.map((cell) => valueCell(cell, differs && cell?.full !== first?.full))}
    </tr>`;
  }

  /** Opens what changed in the code from the first run to another one. */
  #codeRow(runs: readonly ComparedRun[]): TemplateResult {
    const [first] = runs;
    return html`<tr>
      <th scope="row">${t('Changes')}</th>
      ${runs.map((run) =>
        first === undefined || run === first || run.launch?.code === undefined
          ? html`<td class="muted">–</td>`
          : html`<td>
              ${linkButton(
                t('Show Code Changes'),
                t('Show what changed in the code from {0} to {1}', first.name, run.name),
                () =>
                  this.#context.post({
                    kind: 'showCodeChanges',
                    before: first.id,
                    after: run.id,
                  }),
              )}
            </td>`,
      )}
    </tr>`;
  }

  #loggedFiles(runs: readonly ComparedRun[]): TemplateResult | typeof nothing {
    const paths = [...new Set(runs.flatMap(({ artifacts }) => artifacts.map(({ path }) => path)))];
    if (paths.length === 0) return nothing;
    const open = !this.#closed.has('files');
    const sorted = paths.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const shown = this.#whole.has('files') ? sorted : sorted.slice(0, rowsAtFirst);
    return html`<tbody>
      <tr class="side-heading">
        <th colspan=${runs.length + 1} scope="rowgroup">
          ${this.#twistie('files', t('Logged files'), open)}
          <span class="count">${formatCount(paths.length)}</span>
        </th>
      </tr>
      ${
        open
          ? html`${repeat(
              shown,
              (path) => path,
              (path) => this.#fileRow(path, runs),
            )}
            ${this.#rest('files', sorted.length - shown.length, runs.length)}`
          : nothing
      }
    </tbody>`;
  }

  #fileRow(path: string, runs: readonly ComparedRun[]): TemplateResult {
    const open = this.#openFiles.has(path);
    return html`<tr class="file">
      <th scope="row" title=${path}>
        <button
          type="button"
          class="fold"
          aria-expanded=${String(open)}
          @click=${() => this.#foldFile(path, runs)}
        >
          ${icon('chevron-right', open ? 'twistie open' : 'twistie')}<bdi>${path}</bdi>
        </button>
      </th>
      ${runs.map((run) => {
        const artifact = run.artifacts.find((each) => each.path === path);
        if (artifact === undefined) return html`<td class="muted">${t('not there')}</td>`;
        return html`<td>
          ${
            open
              ? loggedFile(run.name, path, this.#files.get(`${run.id} ${path}`))
              : html`<span class="muted">${formatCount(artifact.bytes)} B</span>`
          }
        </td>`;
      })}
    </tr>`;
  }

  #foldFile(path: string, runs: readonly ComparedRun[]): void {
    if (this.#openFiles.has(path)) this.#openFiles.delete(path);
    else {
      this.#openFiles.add(path);
      for (const run of runs) {
        if (run.artifacts.some((each) => each.path === path)) void this.#readFile(run.id, path);
      }
    }
    this.#draw();
  }

  async #readFile(runId: string, path: string): Promise<void> {
    const key = `${runId} ${path}`;
    try {
      this.#files.set(key, await this.#context.request('artifact', { runId, path }));
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      this.#files.set(key, { kind: 'failed', sentence });
    }
    this.#draw();
  }
}

function valueCell(cell: SideCell | undefined, differs: boolean): TemplateResult {
  if (cell === undefined) {
    return html`<td class=${differs ? 'muted other' : 'muted'}>–</td>`;
  }
  return html`<td class=${differs ? 'other' : ''} title=${cell.full}><bdi>${cell.text}</bdi></td>`;
}

/** Pictures first, then tables and texts, then what cannot be shown. */
function rank(path: string): number {
  if (/\.(?:png|jpe?g|gif|webp|bmp|svg)$/i.test(path)) return 0;
  return /\.(?:csv|tsv|json|txt|md|ya?ml|log)$/i.test(path) ? 1 : 2;
}
