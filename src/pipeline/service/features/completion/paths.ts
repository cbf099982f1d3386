import type { DvcModel } from '../../dvc/model.ts';
import { isPipelineFile } from '../../dvc/repository.ts';
import { fileKind } from '../../fileKind.ts';
import { isAddress, isInside, nameOf, relativeTo, resolveFrom } from '../../paths.ts';
import type { Span } from '../../yaml/values.ts';
import type { Completion } from '../completion.ts';

/** The outputs of all stages and `.dvc` files of the repository, as seen from a folder. */
export function outputsFrom(model: DvcModel, folder: string, span: Span): Completion[] {
  const stages = model.files.filter(isPipelineFile).flatMap((path) => model.draft(path).stages);
  const data = model.files
    .filter((path) => fileKind(nameOf(path)) === 'data')
    .map((path) => model.dataFile(path));
  const paths = new Set(
    [...stages, ...data].flatMap(({ outputs }) => outputs.map(({ path }) => path)),
  );
  return Array.from(paths, (path): Completion => {
    const text = isAddress(path) || !isInside(path, model.root) ? path : relativeTo(folder, path);
    return { label: text, kind: 'output', text, span };
  });
}

/** What is in the folder that a half-written path leads to. @param wanted the files to offer */
export function filesIn(
  model: DvcModel,
  folder: string,
  word: string,
  span: Span,
  wanted: 'files' | 'folders' | RegExp,
): Completion[] {
  const slash = word.lastIndexOf('/') + 1;
  const base = word.slice(0, slash);
  return model.workspace
    .list(resolveFrom(folder, base === '' ? '.' : base))
    .flatMap(({ name, kind }): Completion[] => {
      const isWanted =
        kind === 'folder' || wanted === 'files' || (wanted !== 'folders' && wanted.test(name));
      if (name.startsWith('.') || !isWanted) return [];
      const text = base + name;
      return [{ label: text, kind: kind === 'folder' ? 'folder' : 'file', text, span }];
    });
}
