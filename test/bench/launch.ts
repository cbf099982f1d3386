import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from '../../scripts/setup/root.ts';
import type { Project } from '../harness/project.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import type { Measurement } from './support/measurement.ts';
import { alternate, outputOf, timeCommand } from './support/processes.ts';
import { change, makeLargeRepository } from './support/repository.ts';
import { median } from './support/statistics.ts';

const files = 1_000;
const untracked = 50;
const startRounds = 15;
const workRounds = 7;

/** What a script does that is measured from inside, in python/work.py. */
const works = {
  compute: 'about 2 s of computing, in NumPy and in plain Python',
  print: 'printing 20,000 lines',
  files: 'opening and reading 5,000 small files',
} as const;

/** What `trackline run` adds to a command, and whether the command itself gets slower. */
export const launch: Benchmark = {
  name: 'launch',
  measure: async (kit) => {
    const cli = await kit.cli();
    const python = await kit.python();
    kit.say(`   making a repository of ${files} files`);
    await using project = await makeLargeRepository(files);
    await change(project, 2 * untracked, 1);
    await project.git('checkout', '--quiet', '--', '.');
    const tracked = (argv: readonly string[]): string[] => [
      process.execPath,
      cli,
      'run',
      '--',
      ...argv,
    ];
    const measurements: Measurement[] = [];
    for (const [name, argv] of Object.entries(commands(python))) {
      kit.say(`   ${name}, bare and tracked`);
      measurements.push(await measureStart(name, argv, tracked(argv), project));
    }
    for (const [work, what] of Object.entries(works)) {
      kit.say(`   ${what}, bare and tracked`);
      const argv = [python, inRoot('test', 'bench', 'python', 'work.py'), work];
      measurements.push(...(await measureWork(work, what, argv, tracked, project)));
    }
    return measurements;
  },
};

/** Commands that are over at once, so that everything which is measured is added. */
function commands(python: string): Readonly<Record<string, readonly string[]>> {
  return {
    python: [python, '-c', 'pass'],
    node: [process.execPath, '-e', '0'],
    ...(process.platform !== 'win32' && { true: ['true'] }),
  };
}

async function measureStart(
  name: string,
  bare: readonly string[],
  tracked: readonly string[],
  project: Project,
): Promise<Measurement> {
  const cwd = project.folder;
  const { ours, peers } = await alternate(
    startRounds,
    () => timeCommand({ argv: tracked, cwd }),
    () => timeCommand({ argv: bare, cwd }),
  );
  const usual = median(peers);
  return measurement({
    name: `launch.${name}`,
    what: `What \`trackline run\` adds to \`${name}\`, which does nothing, from start to finish`,
    unit: 'ms',
    better: 'lower',
    values: ours.map((took) => took - usual),
    budget: { of: 'median', atMost: 200 },
    peer: { name: 'the bare command', values: peers },
    comparable: false,
    settings: {
      trackedFiles: files,
      untrackedFiles: untracked,
      version: outputOf([bare[0] ?? '', '--version']).split('\n')[0],
      value: 'each tracked time less the median of the bare ones, which took turns with them',
    },
  });
}

/** What a script measures of itself: python/work.py writes it. */
interface Work {
  readonly wall: number;
  readonly cpu: number;
}

async function measureWork(
  work: string,
  what: string,
  argv: readonly string[],
  tracked: (argv: readonly string[]) => readonly string[],
  project: Project,
): Promise<Measurement[]> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'trackline-bench-'));
  const own: Record<'ours' | 'peers', Work[]> = { ours: [], peers: [] };
  const runOnce = async (side: 'ours' | 'peers', command: readonly string[]): Promise<number> => {
    const result = path.join(scratch, 'result.json');
    await runToFile([...command, result], project.folder, path.join(scratch, 'output.log'));
    const took = JSON.parse(await readFile(result, 'utf8')) as Work;
    own[side].push(took);
    return took.wall;
  };
  try {
    await alternate(
      workRounds,
      () => runOnce('ours', tracked(argv)),
      () => runOnce('peers', argv),
    );
  } finally {
    await rm(scratch, { recursive: true });
  }
  return (['wall', 'cpu'] as const).map((clock) =>
    measurement({
      name: `slowdown.${work}.${clock}`,
      what: `A script's own ${clock === 'wall' ? 'time' : 'processor time'} while it is tracked: ${what}`,
      unit: 'ms',
      better: 'lower',
      // The round that warms up is the first.
      values: own.ours.slice(1).map((one) => one[clock] * 1000),
      // 2 % is what two medians of the same command differ by here.
      budget: { of: 'ratio', atLeast: 0.98 },
      peer: {
        name: 'the bare command, its output to a file',
        values: own.peers.slice(1).map((one) => one[clock] * 1000),
      },
      settings: { measured: 'inside the script, from its first line to its last', environment },
    }),
  );
}

/** Python writes each line at once, as it does to a terminal; to a file it would wait for 8 KB. */
const environment = { PYTHONUNBUFFERED: '1' } as const;

/** Runs a command with its output in a file, as a tracked command has it. */
async function runToFile(argv: readonly string[], cwd: string, file: string): Promise<void> {
  const [program = '', ...args] = argv;
  await using output = await open(file, 'w');
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', output.fd, output.fd],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    const said = (await readFile(file, 'utf8')).slice(-2000);
    throw new Error(`${argv.join(' ')} ended with code ${code}: ${said}`);
  }
}
