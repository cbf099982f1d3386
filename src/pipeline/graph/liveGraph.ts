import type { PipelineGraph } from '../../model/pipelineGraph.ts';
import type { DvcModel } from '../service/dvc/model.ts';
import type { PipelineFile } from '../service/dvc/pipelineFile.ts';
import { graphOf, sourceOf } from './pipelineGraph.ts';

/**
 * The graph while its files are being written. A dvc.yaml that DVC refuses keeps the stages that it
 * had when it was last sound, so that no stage comes and goes with each half-typed line; one that was
 * never sound is drawn as far as it can be read.
 */
export class LiveGraph {
  private readonly sound = new Map<string, PipelineFile>();

  /** The graph of a repository. Every file that is sound now is kept for when it is not. */
  of(model: DvcModel): PipelineGraph {
    const graph = graphOf(model, (path) => {
      const now = sourceOf(model, path);
      if (now.state === 'current') {
        this.sound.set(path, now.pipeline);
        return now;
      }
      const before = this.sound.get(path);
      return before === undefined
        ? now
        : { pipeline: relocated(before, now.pipeline), state: 'last-good' };
    });
    this.forget(model);
    return graph;
  }

  /** Files that are gone need not be kept. */
  private forget(model: DvcModel): void {
    const there = new Set(model.files);
    for (const path of this.sound.keys()) {
      if (path.startsWith(`${model.root}/`) && !there.has(path)) this.sound.delete(path);
    }
  }
}

/**
 * The stages of before in the text of now, if that can be read: a click must not lead to where a
 * stage once stood.
 */
function relocated(before: PipelineFile, now: PipelineFile): PipelineFile {
  return now.root?.kind === 'map' ? { ...before, text: now.text, root: now.root } : before;
}
