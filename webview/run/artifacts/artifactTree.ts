import type { Artifact } from '../../../src/model/run.ts';

/** A folder among a run's artifacts. */
export interface ArtifactFolder {
  readonly name: string;
  /** Relative to the run's artifact folder; empty for that folder itself. */
  readonly path: string;
  readonly folders: readonly ArtifactFolder[];
  readonly files: readonly ArtifactFile[];
  /** Of all files below it. */
  readonly bytes: number;
  /** It holds a file `MLmodel`, which makes it a model in MLflow's layout. */
  readonly isModel: boolean;
}

/** A file among a run's artifacts. */
export interface ArtifactFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

interface Growing {
  readonly folders: Map<string, Growing>;
  readonly files: ArtifactFile[];
}

const byName = new Intl.Collator('en', { numeric: true });

/** The artifacts as folders within folders, sorted by name. */
export function artifactTree(artifacts: readonly Artifact[]): ArtifactFolder {
  const root: Growing = { folders: new Map(), files: [] };
  for (const { path, bytes } of artifacts) {
    const names = path.split('/');
    const name = names.pop() ?? path;
    let folder = root;
    for (const each of names) {
      const next = folder.folders.get(each) ?? { folders: new Map(), files: [] };
      folder.folders.set(each, next);
      folder = next;
    }
    folder.files.push({ name, path, bytes });
  }
  return grown('', '', root);
}

function grown(name: string, path: string, folder: Growing): ArtifactFolder {
  const folders = [...folder.folders]
    .sort(([a], [b]) => byName.compare(a, b))
    .map(([each, inner]) => grown(each, path === '' ? each : `${path}/${each}`, inner));
  const files = folder.files.sort((a, b) => byName.compare(a.name, b.name));
  const bytes = [...folders, ...files].reduce((sum, each) => sum + each.bytes, 0);
  return {
    name,
    path,
    folders,
    files,
    bytes,
    isModel: files.some((file) => file.name === 'MLmodel'),
  };
}

/** Whether a file's name says that it is a trained model. */
export function isModelFile(name: string): boolean {
  return /\.(pkl|pickle|joblib|pt|pth|ckpt|onnx|safetensors|h5|keras|tflite|ubj|bst|gguf|rds)$/i.test(
    name,
  );
}
