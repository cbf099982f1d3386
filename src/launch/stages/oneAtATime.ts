import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { isAlive } from '../recovery/heartbeat.ts';

/**
 * Holds a project's pipelines for this process: two that run at once would write each other's outputs
 * and dvc.lock.
 *
 * @throws UserError when another process holds them.
 */
export function holdPipelines(store: string): Disposable {
  const file = join(store, 'cache', 'pipeline.pid');
  mkdirSync(dirname(file), { recursive: true });
  for (let tries = 0; ; tries += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isTaken || tries > 1) throw error;
      refuseHolder(file);
    }
  }
}

/** Whoever died without letting go holds nothing. */
function refuseHolder(file: string): void {
  const holder = Number(readFileSync(file, 'utf8'));
  if (Number.isInteger(holder) && holder > 0 && isAlive(holder)) {
    throw new UserError(
      'A pipeline of this project is running already.',
      'Wait for its end, or stop it.',
    );
  }
  rmSync(file, { force: true });
}
