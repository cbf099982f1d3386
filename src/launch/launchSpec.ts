import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { errorText } from '../model/errors.ts';
import type { LaunchFolder } from './launchFolder.ts';

/** What a supervisor is asked to run. It comes over a pipe from another Trackline process. */
export const launchSpecSchema = v.object({
  launchId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  runId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  /** Absolute path of the `.trackline/` folder. */
  store: v.string(),
  /** The project's root. */
  root: v.string(),
  argv: v.pipe(v.array(v.string()), v.minLength(1), v.readonly()),
  cwd: v.string(),
  interpreter: v.optional(
    v.object({
      path: v.string(),
      source: v.picklist(['command', 'python-extension', 'setting', 'workspace-venv', 'path']),
    }),
  ),
  name: v.optional(v.string()),
  experiment: v.string(),
  params: v.pipe(v.record(v.string(), v.string()), v.readonly()),
  capture: v.object({
    outputMetrics: v.boolean(),
    outputPatterns: v.pipe(v.array(v.string()), v.readonly()),
    tensorBoard: v.boolean(),
    systemLoad: v.boolean(),
    maxUntrackedFileBytes: v.number(),
  }),
  /** Of the run, from its beginning. */
  tags: v.optional(v.pipe(v.record(v.string(), v.string()), v.readonly())),
  /** Nothing but `params` is a parameter: command line and files are not read for more. */
  onlyGivenParams: v.optional(v.boolean()),
  /** What a pipeline says beforehand of the stage that is run; absolute paths. */
  stage: v.optional(
    v.object({
      inputs: v.pipe(v.array(v.string()), v.readonly()),
      outputs: v.pipe(v.array(v.string()), v.readonly()),
      /** Files with numbers that are metrics. */
      metrics: v.pipe(v.array(v.string()), v.readonly()),
      /** Files to keep among the artifacts. */
      plots: v.pipe(v.array(v.string()), v.readonly()),
    }),
  ),
  /** When the launch was asked for, in milliseconds since the epoch. */
  startTime: v.number(),
});

export type LaunchSpec = v.InferOutput<typeof launchSpecSchema>;

/** Asks a new supervisor to take over a launch whose own one died. */
export const takeOverSchema = v.object({
  kind: v.literal('take-over'),
  store: v.string(),
  launchId: v.string(),
});

export type TakeOver = v.InferOutput<typeof takeOverSchema>;

/**
 * Reads the spec that a launch keeps, with its secrets masked.
 *
 * @returns the spec, or a sentence that says why there is none.
 */
export function readSpec(folder: LaunchFolder): LaunchSpec | string {
  try {
    return v.parse(launchSpecSchema, JSON.parse(readFileSync(folder.spec, 'utf8')));
  } catch (error) {
    return `The process that recorded this run was ended, and ${folder.spec} cannot be read: ${errorText(error)}.`;
  }
}

/** What a supervisor tells the process that started it. */
export type SupervisorReport =
  /** The run is on record. */
  | { readonly kind: 'recorded' }
  /** Nothing was run; sentences as in `UserError`. */
  | { readonly kind: 'refused'; readonly message: string; readonly next: string }
  /** A sentence about what could not be captured; it is on record too. */
  | { readonly kind: 'warning'; readonly text: string }
  /** A sentence that the person should see now; the run goes on. */
  | { readonly kind: 'trouble'; readonly text: string }
  /** The run has ended and is on record; the exit code is the one to hand on. */
  | { readonly kind: 'ended'; readonly exitCode: number };
