import { RequestType } from 'vscode-jsonrpc';
import type { GateVerdict } from '../model/gates.ts';

/* What the editor asks its tracker process about the gates of `trackline.yaml`. */

/** A gate as it stands in `trackline.yaml`. */
export interface PlacedGate {
  /** As in its verdict. */
  readonly title: string;
  /** Counted from 0. */
  readonly line: number;
}

/** A run that the gates can be judged on. */
export interface GatedRun {
  readonly runId: string;
  readonly name: string;
  /** Milliseconds since the epoch, UTC. */
  readonly startTime: number;
  /** Whether no finished run is younger. */
  readonly latest: boolean;
  /** Versions that were packaged of it: `digits 2`, with their aliases. */
  readonly versions: readonly string[];
}

/** The gates of a project, and what they can be judged on. */
export interface GateList {
  /** Absolute path of `trackline.yaml`. */
  readonly file: string;
  readonly gates: readonly PlacedGate[];
  /** The newest first. */
  readonly runs: readonly GatedRun[];
  /** What is wrong with the file; there are then no gates. */
  readonly problem?: string;
}

export const gateRequests = {
  list: new RequestType<{ readonly store: string }, GateList, void>('gates/list'),
  /** One verdict a gate, in the order of the file. */
  judge: new RequestType<
    { readonly store: string; readonly runId: string },
    readonly GateVerdict[],
    void
  >('gates/judge'),
} as const;
