import { spawn, spawnSync } from 'node:child_process';

/** A command to be timed. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Milliseconds from starting a command to its end. Its output goes nowhere.
 * @throws {Error} with the end of its stderr when it fails, for its time would mean nothing.
 */
export function timeCommand({ argv, cwd, env }: Command): Promise<number> {
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let ended = Number.NaN;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.once('error', reject);
    child.once('exit', () => (ended = performance.now()));
    child.once('close', (code) => {
      if (code === 0) resolve(ended - begun);
      else reject(new Error(`${argv.join(' ')} ended with code ${code}: ${said.slice(-2000)}`));
    });
  });
}

/** What a short command prints, trimmed. @throws {Error} when it fails. */
export function outputOf(argv: readonly string[], cwd?: string): string {
  const [program = '', ...args] = argv;
  const done = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${argv.join(' ')} failed: ${done.stderr}`);
  return done.stdout.trim();
}

/** Values of two sides that were measured in turn. */
export interface Sides {
  readonly ours: number[];
  readonly peers: number[];
}

/**
 * Measures two sides in turn, so that what else the machine does meets both, after one round that
 * does not count. The side that begins changes from round to round.
 */
export async function alternate(
  rounds: number,
  ours: (round: number) => number | Promise<number>,
  peers: (round: number) => number | Promise<number>,
): Promise<Sides> {
  const sides: Sides = { ours: [], peers: [] };
  await ours(0);
  await peers(0);
  for (let round = 1; round <= rounds; round += 1) {
    if (round % 2 === 0) sides.peers.push(await peers(round));
    sides.ours.push(await ours(round));
    if (round % 2 === 1) sides.peers.push(await peers(round));
  }
  return sides;
}

/** Milliseconds that work takes. */
export async function timeWork(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
