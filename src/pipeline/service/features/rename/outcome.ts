import type { TextEdit } from '../../diagnostic.ts';
import type { DvcModel } from '../../dvc/model.ts';
import type { PipelineFile } from '../../dvc/pipelineFile.ts';
import { isPipelineFile } from '../../dvc/repository.ts';
import { relativeTo } from '../../paths.ts';
import type { Span } from '../../yaml/values.ts';

/** What would be renamed, and what it is called now. */
export interface RenamePlace extends Span {
  readonly kind: 'place';
  /** What stands in the input box at first. */
  readonly placeholder: string;
}

/** What renaming changes, in all files. */
export interface RenameEdits {
  readonly kind: 'edits';
  readonly edits: readonly TextEdit[];
}

/** Why something cannot be renamed. */
export interface Refusal {
  readonly kind: 'refused';
  /** A sentence for the person. */
  readonly reason: string;
}

/** A refusal for a reason. */
export function refused(reason: string): Refusal {
  return { kind: 'refused', reason };
}

/** All edits once each, in the order of files and places. */
export function editsOf(edits: readonly TextEdit[]): RenameEdits {
  const byPlace = new Map(edits.map((edit) => [`${edit.path}\0${edit.start}`, edit]));
  const ordered = [...byPlace.values()].sort(
    (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.start - b.start,
  );
  return { kind: 'edits', edits: ordered };
}

/** The pipeline files of the repository; a refusal where one cannot be read, since a use may be in it. */
export function readablePipelines(model: DvcModel): readonly PipelineFile[] | Refusal {
  const pipelines = model.files.filter(isPipelineFile).map((path) => model.pipeline(path));
  const broken = pipelines.find(({ loaded }) => loaded === undefined);
  if (broken === undefined) return pipelines;
  const shown = relativeTo(model.root, broken.path);
  return refused(`${shown} cannot be loaded, so uses in it would be missed. Mend it first.`);
}
