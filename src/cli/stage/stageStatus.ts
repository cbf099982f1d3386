import { Freshness } from '../../pipeline/stages/freshness.ts';
import { planStages, stageAddress } from '../../pipeline/stages/plan.ts';
import { reasonText } from '../../pipeline/stages/staleReason.ts';
import { parseArguments } from '../arguments.ts';
import type { Output } from '../output.ts';
import { openPipeline } from './openPipeline.ts';

/** A stage as `trackline stage status --json` gives it. */
interface ReportedStage {
  readonly name: string;
  /** `dvc.yaml:train`, as seen from the repository. */
  readonly address: string;
  readonly status: 'fresh' | 'stale' | 'never';
  /** Why it is not fresh, a few words each. */
  readonly reasons: readonly string[];
  readonly frozen: boolean;
}

/** `trackline stage status`: which stages `trackline stage run` would run, and why. */
export async function stageStatus(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      file: { type: 'string', default: 'dvc.yaml' },
    },
    allowPositionals: true,
  });
  const { model, file, hashes } = openPipeline(values.file);
  const stages = planStages(model, { names: positionals, file, single: false });
  const freshness = new Freshness(model, hashes);
  const reported: ReportedStage[] = [];
  for (const stage of stages) {
    const { status, reasons, frozen } = await freshness.of(stage);
    reported.push({
      name: stage.name,
      address: stageAddress(model.root, stage),
      status,
      reasons: status === 'stale' ? reasons.map((reason) => reasonText(reason, model.root)) : [],
      frozen,
    });
  }
  hashes.save();
  if (values.json) output.line(JSON.stringify({ stages: reported }, undefined, 2));
  else print(reported, output);
  return reported.every(({ status }) => status === 'fresh') ? 0 : 1;
}

function print(stages: readonly ReportedStage[], output: Output): void {
  const width = Math.max(0, ...stages.map(({ address }) => address.length));
  for (const { address, status, reasons, frozen } of stages) {
    const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
    const words = { fresh: 'up to date', stale: 'stale', never: 'has never run' }[status];
    output.line(`${address.padEnd(width)}  ${words}${why}${frozen ? ' (frozen)' : ''}`);
  }
}
