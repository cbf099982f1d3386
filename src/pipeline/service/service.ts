import type { Diagnostic } from './diagnostic.ts';
import { DvcModel } from './dvc/model.ts';
import { repositoryRoot } from './dvc/repository.ts';
import { validateDvcFile, type FileVerdict } from './dvc/validate.ts';
import { nameOf } from './paths.ts';
import { fileKind, type FileKind } from './fileKind.ts';
import type { Workspace } from './workspace.ts';

/** The language service for pipeline files. It never throws on a file's content. */
export interface PipelineService {
  /** What is to be said about a file, in its order; of other files nothing. */
  readonly validate: (path: string) => readonly Diagnostic[];
  /** The same with the stages that DVC would load. */
  readonly verdict: (path: string) => FileVerdict;
  /** The files of a repository that `validate` has something to say about. */
  readonly files: (root: string) => readonly string[];
  /** The repository that a file belongs to. */
  readonly model: (path: string) => DvcModel;
  /** To be told of each file whose content was changed, made or removed. */
  readonly changed: (path: string) => void;
}

/** Makes the language service over the files of a workspace. */
export function createPipelineService(workspace: Workspace): PipelineService {
  const models = new Map<string, DvcModel>();
  const model = (path: string) => {
    const root = repositoryRoot(workspace, path);
    const known = models.get(root);
    if (known !== undefined) return known;
    const made = new DvcModel(workspace, root);
    models.set(root, made);
    return made;
  };
  const verdict = (path: string): FileVerdict => {
    const kind = fileKind(nameOf(path));
    return kind === undefined
      ? { diagnostics: [], stages: [] }
      : verdictOf(kind, path, model(path), workspace);
  };
  return {
    verdict,
    validate: (path) => verdict(path).diagnostics,
    files: (root) => model(`${root}/dvc.yaml`).files,
    model,
    changed: (path) => {
      for (const [root, one] of models) {
        if (nameOf(path).startsWith('.')) models.delete(root);
        else one.changed(path);
      }
    },
  };
}

function verdictOf(
  kind: FileKind,
  path: string,
  model: DvcModel,
  workspace: Workspace,
): FileVerdict {
  switch (kind) {
    case 'pipeline':
    case 'lock':
    case 'data':
      return validateDvcFile(kind, path, model);
    default:
      void workspace;
      return { diagnostics: [], stages: [] };
  }
}
