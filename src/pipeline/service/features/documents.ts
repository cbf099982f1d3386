import type { PipelineFile } from '../dvc/pipelineFile.ts';
import { fileKind } from '../fileKind.ts';
import { nameOf } from '../paths.ts';
import { isTooLong } from '../longText.ts';
import type { Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import type { Value } from '../yaml/values.ts';

/** The text of a file and what can be read of it as YAML. */
export interface Document {
  readonly path: string;
  readonly text: string;
  /** Nothing in an empty text, and in one of which nothing can be made. */
  readonly root: Value | undefined;
}

/** The files of which the language service knows the kind, each read once until it changes. */
export class Documents {
  private readonly workspace: Workspace;
  private readonly pipeline: (path: string) => PipelineFile;
  private readonly known = new Map<string, Document>();

  /** @param pipeline a dvc.yaml, which is read already to be validated */
  constructor(workspace: Workspace, pipeline: (path: string) => PipelineFile) {
    this.workspace = workspace;
    this.pipeline = pipeline;
  }

  /** A file as it is now; nothing where it is of no kind that is known, or cannot be read. */
  at(path: string): Document | undefined {
    const found = this.known.get(path);
    if (found !== undefined) return found;
    const kind = fileKind(nameOf(path));
    if (kind === 'pipeline') {
      const { text, root, unreadable } = this.pipeline(path);
      return unreadable ? undefined : { path, text, root };
    }
    const content = kind === undefined ? undefined : this.workspace.read(path);
    if (content?.kind !== 'text' || isTooLong(this.workspace, content.text)) return undefined;
    const { text } = content;
    const { root } = readYaml(text, kind === 'mlproject' ? 'PyYAML' : '1.2');
    const document = { path, text, root };
    this.known.set(path, document);
    return document;
  }

  /** Forgets a file that changed. */
  changed(path: string): void {
    this.known.delete(path);
  }

  /** Forgets all files. */
  clear(): void {
    this.known.clear();
  }
}
