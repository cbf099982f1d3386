import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../../scripts/setup/root.ts';
import { makeProject } from '../harness/project.ts';
import type { Project } from '../harness/project.ts';
import { pause, until } from '../harness/wait.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import type { Measurement, Settings } from './support/measurement.ts';
import { usageOf, usageOfTree } from './support/proc.ts';
import type { Usage } from './support/proc.ts';
import { mlflowServer, startBareHttp, startMlflow } from './support/servers.ts';
import type { TrackingServer } from './support/servers.ts';

/** Values a second, one a call, and for how many seconds. */
const rate = 100;
const seconds = 20;

/** What recorded the values used while they were logged. */
interface Load {
  readonly peakMB: number;
  /** Percent of one core. */
  readonly cpu: number;
  /** Values a second that the script came to. */
  readonly rate: number;
}

const clients = { trackline: 'trackline.log', mlflow: 'the MLflow client' } as const;
type Client = keyof typeof clients;
/** A server that is logged to, as a peer. */
type Served = (folder: string) => Promise<TrackingServer>;

/** Memory and processor time of a supervisor while its run logs. */
export const supervisor: Benchmark = {
  name: 'supervisor',
  measure: async (kit) => {
    if (process.platform !== 'linux') {
      kit.say('   left out: memory and time of a process are read from Linux’s /proc');
      return [];
    }
    const cli = await kit.cli();
    const python = await kit.python();
    kit.say(`   ${rate} values a second to mlflow server`);
    const peer = await loadOn((folder) => startMlflow(python, folder), python, 'mlflow');
    kit.say(`   ${rate} values a second to a server of Node that records nothing`);
    const floor = await loadOn(startBareHttp, python, 'http');
    const measurements: Measurement[] = [];
    for (const client of ['trackline', 'mlflow'] as const) {
      kit.say(`   ${rate} values a second by ${clients[client]}`);
      const own = await loadOnSupervisor(cli, python, client);
      measurements.push(...figures(client, own, peer));
      if (client === 'mlflow') measurements.push(besideFloor(own, floor));
    }
    return measurements;
  },
};

function figures(client: Client, own: Load, peer: Load): Measurement[] {
  const settings: Settings = {
    valuesASecondWanted: rate,
    valuesASecondReached: own.rate,
    seconds,
    values: 'one a call, of one metric',
    processes: 'the supervisor alone',
  };
  const beside = {
    name: 'mlflow server, all of its processes, with the same values by the MLflow client',
    settings: {
      ...mlflowServer,
      valuesASecondReached: peer.rate,
      memory: 'the sum of its processes, in which shared pages count more than once',
    },
  };
  const what = `of the supervisor while a run logs ${rate} values a second by ${clients[client]}`;
  return [
    measurement({
      name: `supervisor.${client}.memory`,
      what: `Peak resident memory ${what}`,
      unit: 'MB',
      better: 'lower',
      values: [own.peakMB],
      budget: { of: 'max', atMost: 90 },
      peer: { ...beside, values: [peer.peakMB] },
      settings,
    }),
    measurement({
      name: `supervisor.${client}.cpu`,
      what: `Processor time ${what}, in percent of one core`,
      unit: '%',
      better: 'lower',
      values: [own.cpu],
      budget: { of: 'max', atMost: 2 },
      peer: { ...beside, values: [peer.cpu] },
      // The peer may not have come to the same rate.
      comparable: false,
      settings,
    }),
    measurement({
      name: `supervisor.${client}.cpu-per-value`,
      what: `Processor time for each value ${what}`,
      unit: 'ms',
      better: 'lower',
      values: [msPerValue(own)],
      peer: { ...beside, values: [msPerValue(peer)] },
      settings,
    }),
  ];
}

/** How much of it is recording: the rest is what Node takes to hear and answer a call. */
function besideFloor(own: Load, floor: Load): Measurement {
  return measurement({
    name: 'supervisor.mlflow.cpu-beside-node',
    what: 'Processor time for each value that a run logs by the MLflow client',
    unit: 'ms',
    better: 'lower',
    values: [msPerValue(own)],
    peer: {
      name: 'a server of Node’s own that takes the same calls and records nothing',
      values: [msPerValue(floor)],
      settings: { valuesASecondReached: floor.rate },
    },
    settings: { valuesASecondReached: own.rate, seconds },
  });
}

function msPerValue({ cpu, rate: perSecond }: Load): number {
  return (cpu * 10) / perSecond;
}

async function loadOnSupervisor(cli: string, python: string, client: Client): Promise<Load> {
  await using project = await makeProject({});
  const argv = [process.execPath, cli, 'run', '--', ...script(python, client, project)];
  const child = start(argv, project.folder, {});
  return await measure(child, project, async () => usageOf(await supervisorOf(project)));
}

async function loadOn(serve: Served, python: string, client: 'mlflow' | 'http'): Promise<Load> {
  await using project = await makeProject({}, { git: false });
  await mkdir(project.path('server'));
  await using server = await serve(project.path('server'));
  const child = start(script(python, client, project), project.folder, {
    MLFLOW_TRACKING_URI: server.url,
  });
  return await measure(child, project, () => usageOfTree(server.pid));
}

/** python/steady.py: it makes the file `begun`, logs, makes `done`, and waits for `leave`. */
function script(python: string, client: Client | 'http', project: Project): string[] {
  const file = inRoot('test', 'bench', 'python', 'steady.py');
  return [python, file, client, String(rate), String(seconds), project.folder];
}

function start(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): ChildProcess {
  const [program = '', ...args] = argv;
  return spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Watches what is used between the script's first value and its last. */
async function measure(
  child: ChildProcess,
  project: Project,
  usage: () => Promise<Usage>,
): Promise<Load> {
  const ended = once(child, 'exit');
  try {
    await reached('begun', child, project);
    const before = await usage();
    const begun = performance.now();
    await pause(seconds * 1000);
    const after = await usage();
    const took = (performance.now() - begun) / 1000;
    await reached('done', child, project);
    const { peakMB } = await usage();
    return {
      peakMB,
      cpu: ((after.cpu - before.cpu) / took) * 100,
      rate: Number(await project.read('done')),
    };
  } finally {
    await project.write('leave', '');
    await ended;
  }
}

async function reached(mark: string, child: ChildProcess, project: Project): Promise<void> {
  const there = await until(
    () => existsSync(project.path(mark)) || (child.exitCode !== null && 'over'),
    `the script to write ${mark}`,
    120_000,
  );
  if (there === 'over') throw new Error(`The script ended with code ${child.exitCode}.`);
}

async function supervisorOf(project: Project): Promise<number> {
  const launches = project.path('.trackline', 'launches');
  const [launch = ''] = await readdir(launches);
  const file = path.join(launches, launch, 'supervisor.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { supervisor: number }).supervisor;
}
