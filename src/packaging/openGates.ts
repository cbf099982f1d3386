import { UserError } from '../model/errors.ts';
import type { GateVerdict } from '../model/gates.ts';
import type { ProjectFile } from '../model/projectFile.ts';
import type { Store } from '../store/store.ts';
import type { Champion } from './champion.ts';
import { judgeRun } from './judgeRun.ts';

/** Thrown when a gate is closed. */
export class ClosedGate extends UserError {
  readonly verdicts: readonly GateVerdict[];

  constructor(name: string, verdicts: readonly GateVerdict[]) {
    const closed = verdicts.filter(({ open }) => !open);
    super(
      `${name} may not be promoted: ${closed.map(({ reason }) => reason).join(' ')}`,
      'Train a model that meets the gates of trackline.yaml.',
    );
    this.verdicts = verdicts;
  }
}

/**
 * Judges the gates of a version by the run that made it.
 *
 * @param champion asked for only where there are gates.
 * @throws {ClosedGate}
 */
export async function gatesMustBeOpen(
  store: Store,
  label: string,
  champion: () => Champion | undefined | Promise<Champion | undefined>,
  runId: string | undefined,
  file: ProjectFile,
): Promise<void> {
  if (file.gates.length === 0) return;
  const run = runId === undefined ? undefined : store.runs.get(runId);
  if (run === undefined) {
    throw new UserError(
      `${label} may not be promoted: the run that made it is not on record here, so its gates cannot be judged.`,
      'Package the model of a recorded run.',
    );
  }
  const verdicts = await judgeRun(store, run, file, await champion());
  if (verdicts.some(({ open }) => !open)) throw new ClosedGate(label, verdicts);
}
