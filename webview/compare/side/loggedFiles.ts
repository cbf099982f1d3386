import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ArtifactContent, ComparedRun } from '../../../src/protocol/compare.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import type { CompareContext } from '../tab.ts';
import type { Folds } from './folds.ts';
import { loggedFile } from './loggedFile.ts';

type Content = ArtifactContent | { readonly kind: 'failed'; readonly sentence: string };

const section = 'files';

/** The files that runs logged, next to each other; one is read when it is opened. */
export class LoggedFiles {
  readonly #request: CompareContext['request'];
  readonly #changed: () => void;
  readonly #contents = new Map<string, Content>();
  readonly #open = new Set<string>();

  constructor(request: CompareContext['request'], changed: () => void) {
    this.#request = request;
    this.#changed = changed;
  }

  content(runs: readonly ComparedRun[], folds: Folds): TemplateResult | typeof nothing {
    const paths = [...new Set(runs.flatMap(({ artifacts }) => artifacts.map(({ path }) => path)))];
    if (paths.length === 0) return nothing;
    const sorted = paths.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    return html`<tbody>
      <tr class="side-heading">
        <th colspan=${runs.length + 1} scope="rowgroup">
          ${folds.twistie(section, t('Logged files'))}
          <span class="count">${formatCount(paths.length)}</span>
        </th>
      </tr>
      ${
        folds.isOpen(section)
          ? html`${repeat(
              folds.shown(section, sorted),
              (path) => path,
              (path) => this.#row(path, runs),
            )}
            ${folds.rest(section, sorted, runs.length)}`
          : nothing
      }
    </tbody>`;
  }

  #row(path: string, runs: readonly ComparedRun[]): TemplateResult {
    const open = this.#open.has(path);
    return html`<tr class="file">
      <th scope="row" title=${path}>
        <button
          type="button"
          class="fold"
          aria-expanded=${String(open)}
          @click=${() => this.#fold(path, runs)}
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
              ? loggedFile(run.name, path, this.#contents.get(`${run.id} ${path}`))
              : html`<span class="muted">${formatBytes(artifact.bytes)}</span>`
          }
        </td>`;
      })}
    </tr>`;
  }

  #fold(path: string, runs: readonly ComparedRun[]): void {
    if (this.#open.has(path)) this.#open.delete(path);
    else {
      this.#open.add(path);
      for (const run of runs) {
        if (run.artifacts.some((each) => each.path === path)) void this.#read(run.id, path);
      }
    }
    this.#changed();
  }

  async #read(runId: string, path: string): Promise<void> {
    const key = `${runId} ${path}`;
    try {
      this.#contents.set(key, await this.#request('artifact', { runId, path }));
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      this.#contents.set(key, { kind: 'failed', sentence });
    }
    this.#changed();
  }
}

/** Pictures first, then tables and texts, then what cannot be shown. */
function rank(path: string): number {
  if (/\.(?:png|jpe?g|gif|webp|bmp|svg)$/i.test(path)) return 0;
  return /\.(?:csv|tsv|json|txt|md|ya?ml|log)$/i.test(path) ? 1 : 2;
}
