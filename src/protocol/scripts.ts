import type { Objective } from '../model/projectFile.ts';

/** What is on record of one script: runs that are neither archived nor deleted. */
export interface ScriptRuns {
  readonly runs: number;
  /** The run whose last value of the objective is the best, where the project names an objective. */
  readonly best?: {
    readonly runId: string;
    readonly metric: string;
    readonly value: number;
  };
}

/** One value that a parameter had. */
export interface ParamValue {
  readonly value: string;
  readonly runs: number;
  /** Of the runs with this value, the one whose last value of the objective is the best. */
  readonly best?: { readonly runId: string; readonly value: number };
}

/** The values that a parameter had in the runs on record, the best ones first. */
export interface ParamValues {
  readonly objective?: Objective;
  /** How many values there are in all. */
  readonly total: number;
  readonly values: readonly ParamValue[];
}
