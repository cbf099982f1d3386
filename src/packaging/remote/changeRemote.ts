import { userInfo } from 'node:os';
import { UserError } from '../../model/errors.ts';
import type { ProjectFile } from '../../model/projectFile.ts';
import type { AliasMove, RegistryChange, RemoteVersion } from '../../model/remoteModels.ts';
import { RegistryProblem } from '../../registry/http/problems.ts';
import * as mlflowMoves from '../../registry/mlflow/aliasMoves.ts';
import { deleteVersion, setAlias, setDeprecated } from '../../registry/mlflow/modelVersions.ts';
import * as ociMoves from '../../registry/oci/aliasMoves.ts';
import { markDeprecated, moveTag } from '../../registry/oci/versions.ts';
import type { Store } from '../../store/store.ts';
import { championIn, type Champion } from '../champion.ts';
import { gatesMustBeOpen } from '../openGates.ts';
import { inRegistry } from './inRegistry.ts';
import { remoteVersions, type RemotePlace } from './remoteVersions.ts';

/**
 * Moves an alias of a registry to a version that is there, once its gates are open, and keeps that
 * in the history of this project.
 *
 * @throws {ClosedGate} when a gate is closed.
 * @throws {UserError} when there is no such version, or it is deprecated.
 */
export async function promoteRemote(
  store: Store,
  place: RemotePlace,
  version: string,
  alias: string,
  file: ProjectFile,
): Promise<RegistryChange> {
  const versions = await remoteVersions(place);
  const wanted = find(place, versions, version);
  if (wanted.deprecated !== undefined) {
    throw new UserError(
      `${place.name} ${version} is deprecated: ${wanted.deprecated.replace(/\.$/, '')}.`,
      'Promote another version, or take its deprecation back.',
    );
  }
  const champion = (): Promise<Champion | undefined> => championIn(store, place, versions);
  await gatesMustBeOpen(store, `${place.name} ${version}`, champion, wanted.run, file);
  return await moveAlias(store, place, versions, version, alias);
}

/**
 * Moves an alias of a registry back to where it was before it was moved last; that version met its
 * gates then. The registry itself says where that was, if Trackline moved it, from this project or
 * another; else what this project did is gone by.
 *
 * @throws {UserError} when that is not on record, or the version is not there any more.
 */
export async function rollBackRemote(
  store: Store,
  place: RemotePlace,
  alias: string,
): Promise<RegistryChange> {
  const { name, target } = place;
  const versions = await remoteVersions(place);
  const now = versions.find(({ aliases }) => aliases.includes(alias))?.version;
  const noted = await inRegistry(place, {
    oci: (client) => ociMoves.lastAliasMove(client, alias),
    mlflow: (client) => mlflowMoves.lastAliasMove(client, name, alias),
  });
  // A note about another version is older than a move by another tool.
  const before =
    noted !== undefined && noted.now === now
      ? noted.before
      : stationBefore(store, place, alias, now);
  if (before === undefined) {
    throw new UserError(
      `It is not on record where ${name}@${alias} was before in ${target.label}: it was never moved, or by another tool.`,
      'Promote another version instead.',
    );
  }
  if (!versions.some(({ version }) => version === before)) {
    throw new UserError(
      `${name} ${before}, which was ${alias} before, is not in ${target.label} any more.`,
      'Promote another version instead.',
    );
  }
  return await moveAlias(store, place, versions, before, alias);
}

/** Where this project last knew an alias to be, other than now. */
function stationBefore(
  store: Store,
  { name, target }: RemotePlace,
  alias: string,
  now: string | undefined,
): string | undefined {
  const stations = store.registryChanges
    .of(target.label, name)
    .flatMap(({ version, what }) =>
      what.kind === 'alias' && what.alias === alias ? [version, what.previous] : [],
    );
  return stations.find((version) => version !== undefined && version !== now);
}

/** Moves an alias whatever the gates say; {@link promoteRemote} is for people. */
export async function moveAlias(
  store: Store,
  place: RemotePlace,
  versions: readonly RemoteVersion[],
  version: string,
  alias: string,
): Promise<RegistryChange> {
  const previous = versions.find(({ aliases }) => aliases.includes(alias))?.version;
  await inRegistry(place, {
    oci: (client) => moveTag(client, alias, version),
    mlflow: (client) => setAlias(client, place.name, alias, version),
  });
  if (previous !== undefined && previous !== version) {
    await noteMove(place, alias, { now: version, before: previous });
  }
  return record(store, place, version, {
    kind: 'alias',
    alias,
    ...(previous !== undefined && { previous }),
  });
}

async function noteMove(place: RemotePlace, alias: string, move: AliasMove): Promise<void> {
  try {
    await inRegistry(place, {
      oci: (client) => ociMoves.keepAliasMove(client, alias, move),
      mlflow: (client) => mlflowMoves.keepAliasMove(client, place.name, alias, move),
    });
  } catch (error) {
    // The alias is where it should be; a registry that takes no notes leaves it to the history here.
    if (!(error instanceof RegistryProblem)) throw error;
  }
}

/**
 * Says in the registry that nobody should take a version any more.
 *
 * @param reason without one it may be taken again.
 * @throws {UserError} when there is no such version.
 */
export async function deprecateRemote(
  store: Store,
  place: RemotePlace,
  version: string,
  reason: string | undefined,
): Promise<RegistryChange> {
  find(place, await remoteVersions(place), version);
  await inRegistry(place, {
    oci: (client) => markDeprecated(client, version, reason),
    mlflow: (client) => setDeprecated(client, place.name, version, reason),
  });
  const what =
    reason === undefined ? { kind: 'restored' as const } : { kind: 'deprecated' as const, reason };
  return record(store, place, version, what);
}

/**
 * Takes a version out of a registry.
 *
 * @throws {UserError} when an alias is at it, or the registry does not allow it.
 */
export async function deleteRemote(
  store: Store,
  place: RemotePlace,
  version: string,
): Promise<RegistryChange> {
  const wanted = find(place, await remoteVersions(place), version);
  const [alias] = wanted.aliases;
  if (alias !== undefined) {
    throw new UserError(
      `${place.name} ${version} is ${alias} in ${place.target.label}.`,
      `Promote another version to ${alias} first.`,
    );
  }
  await inRegistry(place, {
    oci: (client) => client.deleteManifest(wanted.digest ?? version),
    mlflow: (client) => deleteVersion(client, place.name, version),
  });
  return record(store, place, version, { kind: 'deleted' });
}

function find(
  { name, target }: RemotePlace,
  versions: readonly RemoteVersion[],
  wanted: string,
): RemoteVersion {
  const found = versions.find(({ version }) => version === wanted);
  if (found !== undefined) return found;
  throw new UserError(
    `There is no version ${wanted} of ${name} in ${target.label}.`,
    versions.length === 0
      ? 'It has no model of that name.'
      : `It has ${versions.map(({ version }) => version).join(', ')}.`,
  );
}

function record(
  store: Store,
  { target, name }: RemotePlace,
  version: string,
  what: RegistryChange['what'],
): RegistryChange {
  const change = {
    time: Date.now(),
    user: userInfo().username,
    registry: target.label,
    name,
    version,
    what,
  };
  store.registryChanges.add(change);
  return change;
}
