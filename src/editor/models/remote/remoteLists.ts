import * as vscode from 'vscode';
import type { RemoteModels } from '../../../model/remoteModels.ts';
import { remoteRequests } from '../../../protocol/registries.ts';
import { localized } from '../../localize.ts';
import { sentenceOf } from '../../notify.ts';
import type { TrackerClient } from '../../trackerClient.ts';
import type { RegistryLogins } from '../registryLogins.ts';
import { accessTo, type RegistryPlace } from './registryPlaces.ts';
import type { RemarkNode, RemoteModelNode, RemoteNode, RemoteVersionNode } from './remoteNodes.ts';

/** Milliseconds that a registry may take to tell what it holds. */
const listTimeout = 60_000;

type Listed =
  | { readonly kind: 'models'; readonly models: RemoteModels }
  | { readonly kind: 'failed'; readonly sentence: string };

/** What registries hold, each asked once until it is asked anew. */
export class RemoteLists {
  readonly #tracker: TrackerClient;
  readonly #logins: RegistryLogins;
  readonly #memory: vscode.Memento;
  readonly #asked = new Map<string, Promise<Listed>>();

  /** @param memory where names are kept that a person asked for. */
  constructor(tracker: TrackerClient, logins: RegistryLogins, memory: vscode.Memento) {
    this.#tracker = tracker;
    this.#logins = logins;
    this.#memory = memory;
  }

  /** Has a model be asked for by its name from now on. */
  async name(place: RegistryPlace, name: string): Promise<void> {
    const names = new Set([...this.#names(place), name]);
    await this.#memory.update(namesKey(place), [...names]);
    this.forget(place);
  }

  #names(place: RegistryPlace): readonly string[] {
    return this.#memory.get<readonly string[]>(namesKey(place), []);
  }

  /** Has a registry, or all of them, asked again when it is next looked at. */
  forget(place?: RegistryPlace): void {
    if (place === undefined) this.#asked.clear();
    else this.#asked.delete(keyOf(place));
  }

  /** The lines below a line. */
  async children(node: RemoteNode): Promise<readonly RemoteNode[]> {
    switch (node.kind) {
      case 'registry':
        return await this.#below(node.place);
      case 'remoteModel':
        return node.model.versions.map((version) => ({
          kind: 'remoteVersion',
          place: node.place,
          name: node.model.name,
          version,
        }));
      case 'remoteVersion':
      case 'remark':
        return [];
    }
  }

  /** The line above a line, for a version that is to be revealed. */
  async parent(node: RemoteNode): Promise<RemoteNode | undefined> {
    const { place } = node;
    if (node.kind === 'registry') return undefined;
    if (node.kind !== 'remoteVersion') return { kind: 'registry', place };
    return (await this.models(place)).find(({ model }) => model.name === node.name);
  }

  /** The models of a registry; none when it does not tell. */
  async models(place: RegistryPlace): Promise<readonly RemoteModelNode[]> {
    const listed = await this.#list(place);
    if (listed.kind === 'failed') return [];
    return listed.models.models.map((model) => ({ kind: 'remoteModel', place, model }));
  }

  /** Every version that registries which were asked already told of. */
  async known(places: readonly RegistryPlace[]): Promise<readonly RemoteVersionNode[]> {
    const found: RemoteVersionNode[] = [];
    for (const place of places.filter((each) => this.#asked.has(keyOf(each)))) {
      for (const { model } of await this.models(place)) {
        const { name, versions } = model;
        found.push(
          ...versions.map((version) => ({ kind: 'remoteVersion', place, name, version }) as const),
        );
      }
    }
    return found;
  }

  async #below(place: RegistryPlace): Promise<readonly RemoteNode[]> {
    const listed = await this.#list(place);
    const remark = (sentence: string, click?: RemarkNode['click']): RemoteNode => ({
      kind: 'remark',
      place,
      sentence,
      ...(click === undefined ? {} : { click }),
    });
    if (listed.kind === 'failed') return [remark(listed.sentence, 'retry')];
    const { models, complete, problems, missing } = listed.models;
    return [
      ...(await this.models(place)),
      ...problems.map((problem) => remark(localized(problem), 'retry')),
      ...missing.map((name) => remark(notThere(place, name), 'retry')),
      ...(complete ? [] : [remark(onlyOwn(), 'name')]),
      ...(complete && models.length === 0 ? [remark(nothingThere())] : []),
    ];
  }

  #list(place: RegistryPlace): Promise<Listed> {
    const key = keyOf(place);
    const known = this.#asked.get(key) ?? this.#ask(place);
    this.#asked.set(key, known);
    return known;
  }

  async #ask(place: RegistryPlace): Promise<Listed> {
    try {
      const access = await accessTo(place, this.#logins);
      const names = this.#names(place);
      const request = { ...access, names };
      const models = await this.#tracker.request(remoteRequests.list, request, listTimeout);
      // A name that was mistyped is told of once.
      if (models.missing.length > 0) {
        const there = names.filter((name) => !models.missing.includes(name));
        await this.#memory.update(namesKey(place), there);
      }
      return { kind: 'models', models };
    } catch (error) {
      return { kind: 'failed', sentence: sentenceOf(error) };
    }
  }
}

function notThere({ registry }: RegistryPlace, name: string): string {
  return vscode.l10n.t('{0} has no model {1}.', registry, name);
}

function nothingThere(): string {
  return vscode.l10n.t('There is no model in this registry yet.');
}

function onlyOwn(): string {
  return vscode.l10n.t(
    'This registry does not list its models: these are what the project pushed. Click to name another.',
  );
}

function namesKey(place: RegistryPlace): string {
  return `trackline.models.named ${keyOf(place)}`;
}

function keyOf({ project, registry, url }: RegistryPlace): string {
  return JSON.stringify([project.store, registry, url]);
}
