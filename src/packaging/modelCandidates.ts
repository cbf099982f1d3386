import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelFacts } from '../model/modelFile.ts';
import type { Run, RunFile } from '../model/run.ts';
import { recogniseModel } from '../registry/formats/recognise.ts';
import { runArtifacts } from '../store/views/runArtifacts.ts';
import { artifactFolder, type Store } from '../store/store.ts';
import { isAsLeft } from './asLeft.ts';

/** A model that a run left behind. */
export interface ModelCandidate {
  /** Absolute path of its file or folder. */
  readonly path: string;
  /** As people know it: among the run's artifacts, or in the project. */
  readonly label: string;
  readonly facts: ModelFacts;
}

/** A file that begins as a model and is cut off. */
export interface DamagedModel {
  readonly label: string;
  readonly reason: string;
}

/** A model that the run wrote, in whose place another one lies now. */
export interface OverwrittenModel {
  readonly label: string;
  /** Of the run's own, where that is known. */
  readonly bytes?: number;
}

/** What packaging a run has to choose from. */
export interface ModelCandidates {
  readonly models: readonly ModelCandidate[];
  readonly damaged: readonly DamagedModel[];
  readonly overwritten: readonly OverwrittenModel[];
}

/**
 * The models that a run logged or wrote, each once: MLflow models first, then files among its
 * artifacts, then files that it wrote into the project.
 *
 * @throws when a file cannot be read.
 */
export async function modelCandidates(store: Store, run: Run): Promise<ModelCandidates> {
  const models: ModelCandidate[] = [];
  const damaged: DamagedModel[] = [];
  const overwritten: OverwrittenModel[] = [];
  const inside: string[] = [];
  for (const { file, label, written } of await places(store, run)) {
    // The files of a folder that is a model are no models of their own.
    if (inside.some((folder) => file.startsWith(folder + path.sep))) continue;
    const found = await recogniseModel(file);
    if (found.kind === 'damaged') damaged.push({ label, reason: found.reason });
    if (found.kind !== 'model') continue;
    if (written !== undefined && !(await isAsLeft(store, file, written))) {
      const { bytes } = written;
      overwritten.push({ label, ...(bytes === undefined ? {} : { bytes }) });
      continue;
    }
    models.push({ path: file, label, facts: found.facts });
    if (found.facts.format === 'mlflow') inside.push(file);
  }
  return { models, damaged, overwritten };
}

interface Place {
  readonly file: string;
  readonly label: string;
  /** What is on record of a file of the project, which other runs may write to as well. */
  readonly written?: RunFile;
}

async function places(store: Store, run: Run): Promise<Place[]> {
  const { artifacts, models } = await runArtifacts(store, run);
  const own = artifactFolder(store.root, run.artifactUri);
  const logged = models.flatMap(({ path: label, folder }) =>
    folder === undefined ? [] : [{ file: folder, label }],
  );
  const files = own === undefined ? [] : artifacts.map((artifact) => artifact.path);
  const folders = files
    .filter((file) => path.posix.basename(file) === 'MLmodel')
    .map((file) => path.posix.dirname(file));
  const artifactPlaces = [...folders, ...files].map((file) => ({
    file: path.join(own ?? '', file),
    label: file,
  }));
  const root = path.dirname(store.root);
  const written = store.files
    .of(run.id)
    .filter(({ direction, kind }) => direction === 'output' && kind === 'file')
    .map((file) => ({ file: path.resolve(root, file.path), label: file.path, written: file }));
  const seen = new Set<string>();
  const existing: Place[] = [];
  for (const place of [...logged, ...artifactPlaces, ...written]) {
    if (seen.has(place.file) || (await stat(place.file).catch(() => undefined)) === undefined)
      continue;
    seen.add(place.file);
    existing.push(place);
  }
  return existing;
}
