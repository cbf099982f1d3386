import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { SystemLoadSampler } from '../../capture/systemLoad/systemLoadSampler.ts';
import { errorText } from '../../model/errors.ts';
import type { LaunchEnd } from '../../model/launch.ts';
import type { CommandProcess } from '../command/commandProcess.ts';
import type { LaunchFolder } from '../launchFolder.ts';
import type { Recorder } from './recorder.ts';
import type { WriteQueue } from './writeQueue.ts';

/** How often output and events are taken: a part of the time from a logged value to a screen. */
const pollMs = 100;
/** How much of that time a loud command may take of us. */
const busyMs = 50;
const tensorBoardMs = 500;
const systemLoadMs = 5_000;

/** What a running command is recorded with. */
export interface WatchParts {
  readonly folder: LaunchFolder;
  readonly recorder: Recorder;
  readonly writes: WriteQueue;
  readonly systemLoad: boolean;
  /** Told when a part could not be recorded; the rest goes on. */
  readonly warn: (text: string) => void;
}

/** How a watched command ended, and whether somebody had asked it to. */
export interface WatchedEnd {
  readonly end: LaunchEnd;
  readonly stopped: boolean;
}

/** Records a command while it runs, and ends it when somebody asks for that. */
export async function watchCommand(
  command: CommandProcess,
  parts: WatchParts,
): Promise<WatchedEnd> {
  const { folder, recorder, writes } = parts;
  const guard = guardWith(parts.warn);
  let stopped = false;
  const poll = (): void => {
    writes.flush();
    const deadline = performance.now() + busyMs;
    while (recorder.poll(Date.now()) && performance.now() < deadline);
    if (!stopped && existsSync(folder.stopRequest)) {
      stopped = true;
      command.stop();
    }
  };
  const timer = setInterval(() => void guard(poll), pollMs);
  const ended = new AbortController();
  const sampler =
    command.pid === undefined || !parts.systemLoad ? undefined : new SystemLoadSampler(command.pid);
  const slower = [
    repeat(tensorBoardMs, ended.signal, () => guard(() => recorder.pollTensorBoard())),
    repeat(systemLoadMs, ended.signal, () =>
      guard(async () => recorder.addSystemLoad((await sampler?.sample()) ?? [])),
    ),
  ];
  const end = await command.end;
  ended.abort();
  clearInterval(timer);
  await Promise.all(slower);
  return { end, stopped };
}

/** A sentence about a part of a run that is missing from its record. */
export function notRecorded(error: unknown): string {
  return `A part of the run could not be recorded: ${errorText(error)}.`;
}

/** Something that goes wrong beside the run is told, and never ends its recording. */
function guardWith(
  warn: (text: string) => void,
): (work: () => void | Promise<void>) => Promise<void> {
  return async (work) => {
    try {
      await work();
    } catch (error) {
      warn(notRecorded(error));
    }
  };
}

/** Repeats slow work with a pause between its end and its next beginning. */
async function repeat(
  pauseMs: number,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  // The pause comes first: a command that is over by then leaves nothing that takes this long.
  await pause(pauseMs, signal);
  while (!signal.aborted) {
    await work();
    await pause(pauseMs, signal);
  }
}

/** Lets time pass, or less when the signal comes. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}

/** Waits for work, but not for ever. */
export async function orAfter(ms: number, work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  await Promise.race([work, pause(ms, patience.signal)]);
  patience.abort();
}
