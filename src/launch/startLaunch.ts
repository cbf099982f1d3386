import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../model/errors.ts';
import { makeStoreFolder } from '../store/project/storeFolder.ts';
import { launchFolder, makeLaunchFolder, type LaunchFolder } from './launchFolder.ts';
import type { LaunchSpec, SupervisorReport, TakeOver } from './launchSpec.ts';

/** A launch that is on record and under way. */
export interface StartedLaunch {
  /** The exit code to hand on; rejects when the supervisor died. */
  readonly ended: Promise<number>;
  /** Lets this process end before the launch does. */
  release(): void;
}

/**
 * Hands a person a sentence about a launch: a `warning` is on record too, `trouble` should be seen
 * now.
 */
export type Tell = (level: 'warning' | 'trouble', text: string) => void;

export interface StartOptions {
  /** The built `dist/supervisor.js`. */
  readonly supervisor: string;
  /** The environment that the command inherits. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether the command may read this process's standard input. */
  readonly stdin: 'inherit' | 'ignore';
  readonly tell: Tell;
}

const reportSchema = v.variant('kind', [
  v.object({ kind: v.literal('recorded') }),
  v.object({ kind: v.literal('refused'), message: v.string(), next: v.string() }),
  v.object({ kind: v.literal('warning'), text: v.string() }),
  v.object({ kind: v.literal('trouble'), text: v.string() }),
  v.object({ kind: v.literal('ended'), exitCode: v.number() }),
]);

/**
 * Starts a supervisor for one launch, in a session of its own, and waits until the run is on
 * record.
 *
 * @throws UserError when nothing was run.
 */
export async function startLaunch(spec: LaunchSpec, options: StartOptions): Promise<StartedLaunch> {
  makeStoreFolder(spec.store);
  return await order(spec, makeLaunchFolder(spec.store, spec.launchId), options);
}

/**
 * Starts another supervisor for a launch whose own one died, and waits until it has taken over.
 *
 * @throws UserError when it could not.
 */
export async function startTakeOver(
  store: string,
  launchId: string,
  supervisor: string,
): Promise<void> {
  const takeOver: TakeOver = { kind: 'take-over', store, launchId };
  const options = {
    supervisor,
    env: process.env,
    stdin: 'ignore',
    tell: () => undefined,
  } as const;
  const started = await order(takeOver, launchFolder(store, launchId), options);
  started.release();
}

/** Hands an order to a supervisor of its own. */
async function order(
  message: LaunchSpec | TakeOver,
  folder: LaunchFolder,
  options: StartOptions,
): Promise<StartedLaunch> {
  const log = openSync(folder.supervisorLog, 'a', 0o600);
  const child = spawn(process.execPath, [options.supervisor], {
    detached: true,
    windowsHide: true,
    stdio: [options.stdin, log, log, 'ipc'],
    // In an editor this executable is Electron, which must be told to be Node.
    env: {
      ...options.env,
      ELECTRON_RUN_AS_NODE: '1',
      // What the last supervisor compiled; it halves the time to the run's record.
      NODE_COMPILE_CACHE: join(message.store, 'cache', 'code'),
    },
  });
  closeSync(log);
  try {
    const started = follow(child, options, folder.supervisorLog);
    child.send(message);
    return await started;
  } catch (error) {
    // One that waits for its order would wait for ever.
    release(child);
    throw error;
  }
}

function follow(
  child: ChildProcess,
  options: StartOptions,
  supervisorLog: string,
): Promise<StartedLaunch> {
  const ended = Promise.withResolvers<number>();
  // Whoever does not wait for the end is not told of its failure either.
  ended.promise.catch(() => undefined);
  return new Promise((resolve, reject) => {
    const died = (): void => {
      const error = new UserError(
        'The process that records the run ended unexpectedly.',
        `A command that was under way goes on, and what it leaves is put on record when Trackline is used next; see ${supervisorLog}.`,
      );
      reject(error);
      ended.reject(error);
    };
    child.once('error', died);
    child.once('exit', died);
    // One that lets go without a word will not end the launch either.
    child.once('disconnect', died);
    child.on('message', (message) => {
      const report: SupervisorReport = v.parse(reportSchema, message);
      switch (report.kind) {
        case 'recorded':
          resolve({ ended: ended.promise, release: () => release(child) });
          return;
        case 'refused':
          reject(new UserError(report.message, report.next));
          release(child);
          return;
        case 'warning':
        case 'trouble':
          options.tell(report.kind, report.text);
          return;
        case 'ended':
          ended.resolve(report.exitCode);
          release(child);
      }
    });
  });
}

function release(child: ChildProcess): void {
  if (child.connected) child.disconnect();
  child.unref();
}
