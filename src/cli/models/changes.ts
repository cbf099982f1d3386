import path from 'node:path';
import { championAlias } from '../../model/championAlias.ts';
import type { ProjectFile } from '../../model/projectFile.ts';
import type { RegistryChange } from '../../model/remoteModels.ts';
import {
  deleteRemote,
  deprecateRemote,
  promoteRemote,
  rollBackRemote,
} from '../../packaging/remote/changeRemote.ts';
import { rollBack } from '../../packaging/rollBack.ts';
import type { RemotePlace } from '../../packaging/remote/remoteVersions.ts';
import { locateProject } from '../../store/project/project.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';
import { openStore, type Store } from '../../store/store.ts';
import { parseArguments } from '../arguments.ts';
import { interruption } from '../interruption.ts';
import type { Output } from '../output.ts';
import { openProjectStore } from '../projectStore.ts';
import { UsageError } from '../usage.ts';
import { registryAccess } from './registryAccess.ts';

interface Options {
  readonly alias: string;
  readonly reason?: string | undefined;
  readonly undo: boolean;
}

/** One thing that is done to a version, or to an alias, in a registry. */
interface Change {
  /** Whether it needs `NAME:VERSION`, and not `NAME` alone. */
  readonly version: boolean;
  readonly work: (
    store: Store,
    place: RemotePlace,
    version: string,
    options: Options,
    file: ProjectFile,
  ) => Promise<RegistryChange>;
}

const changes: Readonly<Record<string, Change>> = {
  promote: {
    version: true,
    work: (store, place, version, { alias }, file) =>
      promoteRemote(store, place, version, alias, file),
  },
  rollback: {
    version: false,
    work: (store, place, _version, { alias }) => rollBackRemote(store, place, alias),
  },
  deprecate: {
    version: true,
    work: (store, place, version, { reason, undo }) => {
      if (undo !== (reason === undefined || reason === '')) {
        throw new UsageError('Say why: --reason REASON; or take it back: --undo.');
      }
      return deprecateRemote(store, place, version, reason);
    },
  },
  delete: { version: true, work: (store, place, version) => deleteRemote(store, place, version) },
};

/** Whether a word is one of the changes that can be made in a registry. */
export function isChange(word: string): boolean {
  return Object.hasOwn(changes, word);
}

/** `trackline models promote|rollback|deprecate|delete NAME[:VERSION] REGISTRY`; `rollback NAME` is here. */
export async function changeModels(
  word: string,
  args: readonly string[],
  output: Output,
): Promise<number> {
  const change = changes[word];
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      alias: { type: 'string', default: championAlias },
      reason: { type: 'string' },
      undo: { type: 'boolean', default: false },
      ca: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [model, registry, ...others] = positionals;
  const [, name = '', version] = /^([^:@]+)(?::([^:@]+))?$/.exec(model ?? '') ?? [];
  if (word === 'rollback' && name !== '' && version === undefined && positionals.length === 1) {
    return await rollBackHere(name, values, output);
  }
  if (
    change === undefined ||
    name === '' ||
    registry === undefined ||
    others.length > 0 ||
    change.version !== (version !== undefined)
  ) {
    const form = change?.version === false ? 'NAME' : 'NAME:VERSION';
    throw new UsageError(
      `Name one model and one registry: \`trackline models ${word} ${form} REGISTRY\`.`,
    );
  }
  const project = locateProject(process.cwd());
  const { file, problem } = readProjectFile(project.root);
  if (problem !== undefined) {
    output.remark(problem);
    return 1;
  }
  using stop = interruption();
  const access = await registryAccess(registry, file, project.root, values.ca, stop.signal);
  const store = openStore(path.resolve(project.store));
  try {
    const made = await change.work(store, { ...access, name }, version ?? '', values, file);
    output.line(values.json ? JSON.stringify(made, undefined, 2) : told(made));
    return 0;
  } finally {
    store.close();
  }
}

function told({ name, version, registry, what }: RegistryChange): string {
  switch (what.kind) {
    case 'alias':
      return `${name}@${what.alias} is version ${version} in ${registry}${movedFrom(version, what.previous)}.`;
    case 'deprecated':
      return `${name} ${version} is deprecated in ${registry}: ${what.reason}`;
    case 'restored':
      return `${name} ${version} is not deprecated any more in ${registry}.`;
    case 'deleted':
      return `${name} ${version} is deleted from ${registry}.`;
  }
}

function movedFrom(version: string, previous: string | undefined): string {
  if (previous === undefined) return '';
  return previous === version ? ', as before' : `, and was ${previous}`;
}

/** Moves an alias of the project's own packages back. @throws {UserError} */
async function rollBackHere(
  name: string,
  { alias, json }: { readonly alias: string; readonly json: boolean },
  output: Output,
): Promise<number> {
  const { store } = await openProjectStore(process.cwd(), output);
  try {
    const promotion = rollBack(store, name, alias);
    output.line(
      json
        ? JSON.stringify(promotion, undefined, 2)
        : `${name}@${alias} is version ${promotion.version} again.`,
    );
    return 0;
  } finally {
    store.close();
  }
}
