import { existsSync } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { FileEvent } from '../../capture/inputs/eventLines.ts';

/** More files than this are better named by their folder. */
const maxFiles = 1_000;

/** What `trackline.yaml` says of a run's inputs. */
export interface NamedInputs {
  readonly files: readonly FileEvent[];
  /** Sentences about entries that say nothing. */
  readonly warnings: readonly string[];
}

/**
 * The `inputs` of `trackline.yaml`: paths and patterns of files and folders that every run reads
 * and that no hook can see, relative to the project's root.
 */
export async function namedInputs(root: string, time: number): Promise<NamedInputs> {
  if (!existsSync(join(root, 'trackline.yaml'))) return { files: [], warnings: [] };
  // Loaded when it is needed, as few commands' projects have such a file.
  const { readProjectFile } = await import('../../store/project/projectFile.ts');
  const { file, problem } = readProjectFile(root);
  const files: FileEvent[] = [];
  const warnings = problem === undefined ? [] : [problem];
  for (const pattern of file.inputs) {
    const before = files.length;
    for await (const match of glob(pattern, { cwd: root })) {
      if (files.length >= maxFiles) break;
      const path = isAbsolute(match) ? match : join(root, match);
      const kind = (await stat(path)).isDirectory() ? 'folder' : 'file';
      files.push({ kind, path, mode: 'read', time });
    }
    if (files.length === before) {
      warnings.push(`The input ${pattern} of trackline.yaml matches no file.`);
    }
  }
  if (files.length >= maxFiles) {
    warnings.push(`Of the inputs of trackline.yaml, the first ${maxFiles} files are recorded.`);
  }
  return { files, warnings };
}
