import * as v from 'valibot';
import * as vscode from 'vscode';
import { trackerRequests } from '../../protocol/tracker.ts';
import { snapshotScheme } from '../contributions.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { compareTimeout } from './changeTimeouts.ts';
import { comparisonText } from './comparisonText.ts';

/** What a document of ours shows; it is in the address, so that a reloaded window shows it again. */
const address = v.variant('kind', [
  v.object({ kind: v.literal('file'), store: v.string(), runId: v.string(), path: v.string() }),
  v.object({
    kind: v.literal('comparison'),
    store: v.string(),
    before: v.string(),
    after: v.string(),
    tolerance: v.number(),
    /** Whether the second run was made to reproduce the first. */
    reproduction: v.boolean(),
  }),
]);
type Address = v.InferOutput<typeof address>;

/** Files as runs had them, and what differs between two runs, as read-only documents. */
export class SnapshotDocuments implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #tracker: TrackerClient;
  readonly #registration: vscode.Disposable;

  constructor(tracker: TrackerClient) {
    this.#tracker = tracker;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(snapshotScheme, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const asked = v.parse(address, JSON.parse(uri.query));
    return asked.kind === 'file' ? this.#file(asked) : this.#comparison(asked);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #file({ store, runId, path }: Extract<Address, { kind: 'file' }>): Promise<string> {
    const content = await this.#tracker.request(
      trackerRequests.snapshotContent,
      { store, runId, path },
      compareTimeout,
    );
    switch (content.kind) {
      case 'text':
        return content.text;
      case 'binary':
        return vscode.l10n.t('Binary file of {0} bytes, which is not shown.', content.bytes);
      case 'missing':
        return '';
    }
  }

  async #comparison(asked: Extract<Address, { kind: 'comparison' }>): Promise<string> {
    const { store, before, after, tolerance, reproduction } = asked;
    const comparison = await this.#tracker.request(
      trackerRequests.compareRuns,
      { store, runId: before, other: after, tolerance },
      compareTimeout,
    );
    return comparisonText(comparison, reproduction);
  }
}

/**
 * A file as it was in a run; `name` is relative to the snapshot's `root`. It has the place of the file
 * itself, without which the editor takes the one for the other renamed.
 */
export function snapshotUri(
  { store, runId }: { readonly store: string; readonly runId: string },
  root: string,
  name: string,
): vscode.Uri {
  const { path } = vscode.Uri.joinPath(vscode.Uri.file(root), name);
  return uriOf(path, { kind: 'file', store, runId, path: name });
}

/** What differs between two runs of one project. */
export function comparisonUri(
  name: string,
  store: string,
  pair: Omit<Extract<Address, { kind: 'comparison' }>, 'kind' | 'store'>,
): vscode.Uri {
  const file = `${name.replaceAll(/[\\/]/g, '-')}.md`;
  return uriOf(`/${file}`, { kind: 'comparison', store, ...pair });
}

function uriOf(path: string, query: Address): vscode.Uri {
  return vscode.Uri.from({ scheme: snapshotScheme, path, query: JSON.stringify(query) });
}
