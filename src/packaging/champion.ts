import path from 'node:path';
import { championAlias } from '../model/championAlias.ts';
import type { GateRecord } from '../model/gates.ts';
import { packageNameFor } from '../model/modelPackage.ts';
import type { RemoteVersion } from '../model/remoteModels.ts';
import type { Run } from '../model/run.ts';
import type { Store } from '../store/store.ts';
import { listPackages } from './listPackages.ts';
import { readVersionFacts } from './versionFacts.ts';
import { withRemoteFiles } from './remote/remoteReader.ts';
import type { RemotePlace } from './remote/remoteVersions.ts';

/** What a version is measured against: the champion of where it is to be promoted. */
export type Champion = NonNullable<GateRecord['champion']>;

/** The champion of a model among the packages of the project, with the metrics of its run. */
export function championOf(store: Store, model: string): Champion | undefined {
  const [now] = store.promotions.of(model, championAlias);
  if (now?.run === undefined) return undefined;
  return { name: `${model} ${now.version}`, metrics: lastMetrics(store, now.run) };
}

/** The model that a run was packaged as, else the one that would be proposed. */
export async function modelOf(store: Store, run: Run): Promise<string> {
  const { packages } = await listPackages(store);
  const own = packages.find((each) => each.run === run.id);
  return own?.name ?? packageNameFor(path.basename(path.dirname(store.root)));
}

/**
 * The champion of a model in a registry, with the metrics of its run where that is on record here,
 * else those that its package says.
 *
 * @param versions of the model there.
 * @throws {UserError} when its files cannot be read.
 */
export async function championIn(
  store: Store,
  place: RemotePlace,
  versions: readonly RemoteVersion[],
): Promise<Champion | undefined> {
  const now = versions.find(({ aliases }) => aliases.includes(championAlias));
  if (now === undefined) return undefined;
  const name = `${place.name} ${now.version}`;
  if (now.run !== undefined && store.runs.get(now.run) !== undefined) {
    return { name, metrics: lastMetrics(store, now.run) };
  }
  const { metrics } = await withRemoteFiles(place, now.version, (read) =>
    readVersionFacts(read, { name: place.name, version: now.version }),
  );
  const numbers = Object.entries(metrics).map(([key, value]) => [key, Number(value)] as const);
  return { name, metrics: Object.fromEntries(numbers.filter(([, each]) => Number.isFinite(each))) };
}

/** The last values of a run's metrics. */
export function lastMetrics(store: Store, runId: string): Readonly<Record<string, number>> {
  const summaries = Object.entries(store.metrics.summaries(runId));
  return Object.fromEntries(summaries.map(([key, { last }]) => [key, last]));
}
