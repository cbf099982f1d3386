import { writeSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { errorText } from './model/errors.ts';
import { launchSpecSchema, takeOverSchema, type SupervisorReport } from './launch/launchSpec.ts';
import { supervise, takeOver } from './launch/supervise.ts';
import type { SupervisorContext } from './launch/supervision/context.ts';

/*
 * The process that runs one launch. It gets its spec over the pipe of the process that started it,
 * and goes on when that process ends. Standard error is the launch's `supervisor.log`.
 */

function log(line: string): void {
  try {
    writeSync(process.stderr.fd, `${new Date().toISOString()} ${line}\n`);
  } catch {
    // The log may lie on the full disk that the line speaks of; a stream would end us for it.
  }
}

function report(message: SupervisorReport): void {
  // Whoever started the launch may be gone by now, or go at this moment.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

function letGo(): void {
  if (process.connected) process.disconnect();
}

const context: SupervisorContext = {
  env: process.env,
  pythonFolder: join(import.meta.dirname, '..', 'python'),
  report,
  log,
};

async function work(message: unknown): Promise<void> {
  const order = v.parse(v.union([takeOverSchema, launchSpecSchema]), message);
  if ('kind' in order) await takeOver(order.store, order.launchId, context);
  else await supervise(order, context);
}

process.once('message', (message) => {
  work(message)
    .catch((error: unknown) => {
      log(error instanceof Error ? (error.stack ?? error.message) : errorText(error));
      process.exitCode = 1;
    })
    .finally(letGo);
});
// A closed terminal ends what runs in it; the run is not one of those.
process.on('SIGHUP', () => undefined);
