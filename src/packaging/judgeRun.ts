import { stat } from 'node:fs/promises';
import path from 'node:path';
import { judgeGates, type GateRecord, type GateVerdict } from '../model/gates.ts';
import type { ProjectFile } from '../model/projectFile.ts';
import type { Run } from '../model/run.ts';
import { runArtifacts } from '../store/views/runArtifacts.ts';
import type { Store } from '../store/store.ts';
import { lastMetrics, type Champion } from './champion.ts';
import { modelBytes } from './modelBytes.ts';
import { modelCandidates } from './modelCandidates.ts';

/**
 * Judges the gates of a project on the record of a run.
 *
 * @param champion what it is measured against, where there is one.
 */
export async function judgeRun(
  store: Store,
  run: Run,
  { gates, objective }: ProjectFile,
  champion?: Champion,
): Promise<GateVerdict[]> {
  const [artifacts, size, oldestData] = await Promise.all([
    runArtifacts(store, run),
    sizeOfModel(store, run),
    oldestChange(store, run),
  ]);
  const written = store.files.of(run.id).filter(({ direction }) => direction === 'output');
  const record: GateRecord = {
    metrics: lastMetrics(store, run.id),
    files: [...artifacts.artifacts, ...written].map((file) => file.path),
    passedCommands: passedOn(store, run),
    now: Date.now(),
    ...(champion === undefined ? {} : { champion }),
    ...(size === undefined ? {} : { modelBytes: size }),
    ...(oldestData === undefined ? {} : { oldestData }),
    ...(objective === undefined ? {} : { objective }),
  };
  return judgeGates(gates, record);
}

async function sizeOfModel(store: Store, run: Run): Promise<number | undefined> {
  const { models, overwritten } = await modelCandidates(store, run);
  const [model] = models;
  return model === undefined ? overwritten[0]?.bytes : await modelBytes(model.path);
}

/** When the data that a run read changed last, of the file that has not changed for longest. */
async function oldestChange(store: Store, run: Run): Promise<number | undefined> {
  const root = path.dirname(store.root);
  const inputs = store.files.of(run.id).filter(({ direction }) => direction === 'input');
  const times = await Promise.all(
    inputs.map(
      async (file) => (await stat(path.resolve(root, file.path)).catch(() => undefined))?.mtimeMs,
    ),
  );
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 || known.length < times.length ? undefined : Math.min(...known);
}

/** Command lines of runs that went well on the same code. */
function passedOn(store: Store, run: Run): string[] {
  const snapshot = snapshotOf(store, run);
  if (snapshot === undefined) return [];
  return store.runs
    .list()
    .filter((other) => other.status === 'FINISHED' && snapshotOf(store, other) === snapshot)
    .flatMap((other) => {
      const launch = other.launchId === undefined ? undefined : store.launches.get(other.launchId);
      return launch === undefined ? [] : [launch.command.argv.join(' ')];
    });
}

function snapshotOf(store: Store, run: Run): string | undefined {
  const code = run.launchId === undefined ? undefined : store.launches.get(run.launchId)?.code;
  return code === undefined || code.kind === 'none' ? undefined : code.snapshot;
}
