import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { EventFileTail } from '../../src/capture/tensorboard/eventFiles.ts';
import { inRoot } from '../../scripts/setup/root.ts';
import { makeProject } from '../harness/project.ts';
import type { Benchmark, Kit } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import type { Measured } from './support/measurement.ts';
import { outputOf, timeWork } from './support/processes.ts';
import { seed, tags, writeScalarEvents } from './support/scalarEvents.ts';

const bytes = 150_000_000;
/** TensorBoard's pure Python reads some megabytes a second. */
const pythonBytes = 6_000_000;
const rounds = 5;
const fileName = 'events.out.tfevents.1763800000.bench.1.0';

type Peer = NonNullable<Measured['peer']>;

/** How fast event files are read, every checksum looked at. */
export const tensorBoard: Benchmark = {
  name: 'tensorboard',
  measure: async (kit) => {
    await using project = await makeProject({}, { git: false });
    const large = project.path('large');
    const small = project.path('small');
    kit.say(`   writing ${bytes / 1e6} MB of events`);
    const written = await eventFolder(large, bytes);
    const few = await eventFolder(small, pythonBytes);
    const peers = await findPeers(kit);
    const ours: number[] = [];
    const server: number[] = [];
    const pythons: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const ms = await timeWork(() => readOurs(large, written.values));
      // The first round fills the file cache.
      if (round > 0) ours.push(written.bytes / 1000 / ms);
      if ('missing' in peers) continue;
      const seconds = await loadWithServer(peers.server, large);
      if (round > 0) server.push(written.bytes / 1e6 / seconds);
      if (round > 0 && round <= 3) pythons.push(readWithPython(peers.python, small, few.bytes));
    }
    const common = {
      what: `Reading an event file of ${Math.round(bytes / 1e6)} MB of scalars, checksums checked`,
      unit: 'MB/s',
      better: 'higher',
      values: ours,
      budget: { of: 'median', atLeast: 150 },
      settings: {
        seed,
        bytes: written.bytes,
        values: written.values,
        tags: tags.length,
        cache: 'warm',
      },
    } as const;
    const name = 'tensorboard';
    if ('missing' in peers) return [measurement({ ...common, name, noPeer: peers.missing })];
    const beside: Record<string, Peer> = {
      server: {
        name: outputOf([peers.server, '--version']),
        values: server,
        settings: {
          flags: '--checksum',
          measured: 'what it calls a load cycle, with its own sampling',
        },
      },
      python: {
        name: 'TensorBoard’s own reader in Python, EventFileLoader',
        values: pythons,
        settings: { bytes: few.bytes, checksums: 'always on', tensorflow: 'not installed' },
      },
    };
    return Object.entries(beside).map(([side, peer]) =>
      measurement({ ...common, name: `${name}.${side}`, peer }),
    );
  },
};

async function eventFolder(folder: string, size: number) {
  await mkdir(folder);
  return writeScalarEvents(path.join(folder, fileName), size);
}

/** As the supervisor does it, up to the points that it would write. */
async function readOurs(folder: string, values: number): Promise<void> {
  const tail = new EventFileTail({ folders: [folder], since: 0 });
  let points = 0;
  for (let more = true; more;) {
    const poll = await tail.poll({ final: true });
    if (poll.warnings.length > 0) throw new Error(poll.warnings.join(' '));
    points += poll.points.length;
    more = poll.more;
  }
  if (points !== values) throw new Error(`${points} of ${values} values were read.`);
}

async function findPeers(
  kit: Kit,
): Promise<{ python: string; server: string } | { missing: string }> {
  const found = await kit.tensorBoardPython();
  if ('missing' in found) return found;
  const program = 'import tensorboard_data_server as s; print(s.server_binary())';
  return { python: found.file, server: outputOf([found.file, '-c', program]) };
}

/**
 * Lets TensorBoard's data server load the folder once; the seconds that it says that took, without
 * its start.
 */
function loadWithServer(server: string, logdir: string): Promise<number> {
  const flags = ['--reload=once', '--checksum', '--port=0', '-v'];
  const child = spawn(server, [`--logdir=${logdir}`, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, took, unit] = /Finished load cycle \(([\d.]+)(m?s)\)/.exec(said) ?? [];
      if (took === undefined) return;
      resolve(Number(took) / (unit === 'ms' ? 1000 : 1));
      child.kill();
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The data server ended early: ${said}`)));
  });
}

/** Megabytes a second, without the time that Python takes to start. */
function readWithPython(python: string, folder: string, size: number): number {
  const script = inRoot('test', 'bench', 'python', 'read_events.py');
  const seconds = Number(outputOf([python, script, path.join(folder, fileName)]));
  return size / 1e6 / seconds;
}
