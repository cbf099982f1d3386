import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskWorkspace, toServicePath } from '../../pipeline/files/diskWorkspace.ts';
import { dvcFolderAbove, gitFolderAbove } from '../../pipeline/files/repositoryFolder.ts';
import { DvcModel } from '../../pipeline/service/dvc/model.ts';
import { LineIndex } from '../../pipeline/service/lines.ts';
import type { Workspace } from '../../pipeline/service/workspace.ts';
import { FileHashes } from '../../pipeline/stages/data/fileHashes.ts';
import { Freshness } from '../../pipeline/stages/freshness.ts';
import { planStages, stageAddress } from '../../pipeline/stages/plan.ts';
import { reasonText, type StaleReason } from '../../pipeline/stages/staleReason.ts';
import type { StageReport, StageRun, StagesQuery } from '../../protocol/pipelineRuns.ts';

/** Tells of the stages of pipeline files, for the editor. */
export class StageReports {
  readonly #hashes = new Map<string, FileHashes>();

  /** The stages of a file or of its repository. @param runs the newest run by the stage's address */
  async list(query: StagesQuery, runs: ReadonlyMap<string, StageRun>): Promise<StageReport[]> {
    const model = modelOf(query.file, query.text);
    const hashes = this.#hashesOf(query.store);
    const freshness = new Freshness(model, hashes);
    const asked = toServicePath(query.file);
    const reports: StageReport[] = [];
    for (const file of query.scope === 'file' ? [asked] : pipelineFiles(model)) {
      const pipeline = model.draft(file);
      const lines = new LineIndex(pipeline.text);
      for (const stage of pipeline.stages.filter(({ sound }) => sound)) {
        const address = stageAddress(model.root, stage);
        const { status, reasons, frozen } = await freshness.of(stage);
        const lastRun = runs.get(address);
        reports.push({
          name: stage.name,
          group: stage.group,
          address,
          file,
          line: lines.position(stage.nameSpan.start).line,
          status,
          reasons: status === 'stale' ? reasons.map((one) => reasonText(one, model.root)) : [],
          missing: status === 'stale' && reasons.some(isLost),
          frozen,
          ...(lastRun !== undefined && { lastRun }),
        });
      }
    }
    hashes.save();
    return reports;
  }

  /**
   * What running stages amounts to: their repository, and whether any would be run.
   *
   * @throws UserError when they cannot be run.
   */
  async plan(
    request: {
      readonly store: string;
      readonly file: string;
      readonly names: readonly string[];
    } & {
      readonly single: boolean;
    },
  ): Promise<{ readonly file: string; readonly repository: string; readonly isFresh: boolean }> {
    const { names, single } = request;
    const model = modelOf(request.file, undefined);
    const file = toServicePath(request.file);
    const freshness = new Freshness(model, this.#hashesOf(request.store));
    let isFresh = true;
    for (const stage of planStages(model, { names, single, file })) {
      isFresh &&= !(await freshness.of(stage)).wouldRun;
    }
    return { file, repository: model.root, isFresh };
  }

  #hashesOf(store: string): FileHashes {
    const known = this.#hashes.get(store);
    if (known !== undefined) return known;
    const file = existsSync(store) ? join(store, 'cache', 'data-hashes.json') : undefined;
    const made = new FileHashes(file);
    // Where nothing is on record yet, they are kept as soon as something is.
    if (file !== undefined) this.#hashes.set(store, made);
    return made;
  }
}

function isLost(reason: StaleReason): boolean {
  return reason.kind === 'out' && reason.change === 'missing';
}

function modelOf(file: string, text: string | undefined): DvcModel {
  const folder = dirname(file);
  const root = dvcFolderAbove(folder) ?? gitFolderAbove(folder) ?? folder;
  const disk = diskWorkspace(root);
  const workspace = text === undefined ? disk : withText(disk, toServicePath(file), text);
  return new DvcModel(workspace, toServicePath(root));
}

/** The disk with one file as it is in the editor. */
function withText(disk: Workspace, file: string, text: string): Workspace {
  return {
    ...disk,
    read: (path) => (path === file ? { kind: 'text', text } : disk.read(path)),
  };
}

function pipelineFiles(model: DvcModel): readonly string[] {
  return model.files.filter((file) => file.endsWith('/dvc.yaml'));
}
