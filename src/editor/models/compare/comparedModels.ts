import * as v from 'valibot';
import * as vscode from 'vscode';
import { remoteRequests, type ComparedSide } from '../../../protocol/registries.ts';
import { modelComparisonScheme } from '../../contributions.ts';
import type { Projects } from '../../projects.ts';
import type { TrackerClient } from '../../trackerClient.ts';
import type { RegistryLogins } from '../registryLogins.ts';
import { accessTo } from '../remote/registryPlaces.ts';
import { comparisonText } from './comparisonText.ts';

/** Milliseconds that registries may take to tell of two versions. */
const compareTimeout = 120_000;

const named = { name: v.string(), version: v.string() };
const side = v.variant('kind', [
  v.object({ kind: v.literal('folder'), folder: v.string(), ...named }),
  v.object({ kind: v.literal('remote'), registry: v.string(), url: v.string(), ...named }),
]);
const address = v.object({ store: v.string(), a: side, b: side });

/** A version that is compared, without what it takes to come into its registry. */
export type KeptSide = v.InferOutput<typeof side>;
/** Two versions as the address of a document has them, so that a reloaded window shows it again. */
export type ComparedPair = v.InferOutput<typeof address>;

/** What differs between two versions of models, as read-only documents. */
export class ComparedModels implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #logins: RegistryLogins;
  readonly #registration: vscode.Disposable;

  constructor(tracker: TrackerClient, projects: Projects, logins: RegistryLogins) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#logins = logins;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(
      modelComparisonScheme,
      this,
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return comparisonText(await this.compare(v.parse(address, JSON.parse(uri.query))));
  }

  /** Asks where the versions lie how they differ. */
  async compare({ store, a, b }: ComparedPair) {
    const [left, right] = await Promise.all([this.#access(store, a), this.#access(store, b)]);
    return await this.#tracker.request(
      remoteRequests.compare,
      { store, a: left, b: right },
      compareTimeout,
    );
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #access(store: string, kept: KeptSide): Promise<ComparedSide> {
    if (kept.kind === 'folder') return kept;
    const { registry, url, name, version } = kept;
    const project = await this.#projects.withStore(store);
    const { store: _same, ...access } = await accessTo({ project, registry, url }, this.#logins);
    return { kind: 'remote', ...access, name, version };
  }
}

/** The document that shows how two versions differ. */
export function modelComparisonUri(pair: ComparedPair): vscode.Uri {
  const { a, b } = pair;
  const title = `${a.name} ${a.version} ↔ ${b.name} ${b.version}`.replaceAll(/[\\/]/g, '-');
  const query = JSON.stringify(pair);
  return vscode.Uri.from({ scheme: modelComparisonScheme, path: `/${title}.md`, query });
}
