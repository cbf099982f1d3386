import type { Artifact, Run } from '../../model/run.ts';
import { listArtifacts } from './artifactList.ts';
import type { LoggedModel } from '../tables/loggedModels.ts';
import { artifactFolder, type Store } from '../store.ts';

/** What a run left behind: its files, and those of the models that it logged. */
export interface RunArtifacts {
  /** A model's files stand below a folder of the model's name. */
  readonly artifacts: readonly Artifact[];
  readonly models: readonly RunModel[];
}

/** A model that a run logged. MLflow 3 keeps its files beside those of the run, not among them. */
export interface RunModel {
  readonly id: string;
  readonly name: string;
  readonly status: LoggedModel['status'];
  /** The first part of its files' paths among the run's artifacts. */
  readonly path: string;
  /** Absolute, when its files are on this machine. */
  readonly folder?: string;
}

/** The files of a run and of its models, sorted by path, as far as they are on this machine. */
export async function runArtifacts(store: Store, run: Run): Promise<RunArtifacts> {
  const own = await filesIn(artifactFolder(store.root, run.artifactUri));
  const taken = new Set(own.map(({ path }) => topOf(path)));
  const models: RunModel[] = [];
  const artifacts = [...own];
  for (const { id, name, status, artifactUri } of store.loggedModels.ofRun(run.id)) {
    const path = taken.has(name) ? `${name} (${id})` : name;
    taken.add(path);
    const folder = artifactFolder(store.root, artifactUri);
    models.push({ id, name, status, path, ...(folder !== undefined && { folder }) });
    for (const file of await filesIn(folder)) {
      artifacts.push({ path: `${path}/${file.path}`, bytes: file.bytes });
    }
  }
  return { artifacts: artifacts.sort((a, b) => (a.path < b.path ? -1 : 1)), models };
}

function filesIn(folder: string | undefined): Promise<Artifact[]> {
  return folder === undefined ? Promise.resolve([]) : listArtifacts(folder);
}

function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}
