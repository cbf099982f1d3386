import path from 'node:path';
import { UserError } from '../../model/errors.ts';
import type { PackagePlan } from '../../model/modelPackage.ts';
import type { Run } from '../../model/run.ts';
import { championOf } from '../../packaging/champion.ts';
import { judgeRun } from '../../packaging/judgeRun.ts';
import { modelBytes } from '../../packaging/modelBytes.ts';
import { modelCandidates } from '../../packaging/modelCandidates.ts';
import { planFilePackage, planRunPackage } from '../../packaging/planPackage.ts';
import type { GateReport, PackageSource, PlanAnswer } from '../../protocol/packages.ts';
import type { ProjectFile } from '../../model/projectFile.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';
import type { Store } from '../../store/store.ts';

/** What a package will be, or which models there are to choose from. */
export async function previewOf(
  store: Store | undefined,
  root: string,
  source: PackageSource,
): Promise<PlanAnswer> {
  if (source.kind === 'run' && source.choice === undefined && store !== undefined) {
    const { models } = await modelCandidates(store, runOf(store, source.runId));
    if (models.length > 1) {
      return {
        kind: 'choose',
        models: models.map(({ label, facts: { format, modelClass } }) => ({
          label,
          format,
          ...(modelClass === undefined ? {} : { modelClass }),
        })),
      };
    }
  }
  const plan = await planOf(store, source);
  const { file, problem } = readProjectFile(path.dirname(root));
  return {
    kind: 'preview',
    preview: {
      plan,
      bytes: await modelBytes(plan.source),
      gates: await reportOf(store, plan, file),
      ...(problem === undefined ? {} : { problem }),
    },
  };
}

/** The package of a source as it would be without a person's wishes. */
export async function planOf(
  store: Store | undefined,
  source: PackageSource,
): Promise<PackagePlan> {
  if (source.kind === 'file') return await planFilePackage(source.file, store);
  if (store === undefined) throw new UserError('Nothing is on record yet.', '');
  return await planRunPackage(store, runOf(store, source.runId), source.choice);
}

async function reportOf(
  store: Store | undefined,
  { lineage, name }: PackagePlan,
  file: ProjectFile,
): Promise<GateReport> {
  const run = lineage === undefined ? undefined : store?.runs.get(lineage.runId);
  if (store === undefined || run === undefined) return { kind: 'no-run', gates: file.gates.length };
  return { kind: 'judged', verdicts: await judgeRun(store, run, file, championOf(store, name)) };
}

function runOf(store: Store, id: string): Run {
  const run = store.runs.get(id);
  if (run === undefined) throw new UserError(`There is no run ${id}.`, '');
  return run;
}
