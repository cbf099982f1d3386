import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { takeSnapshot } from '../../src/capture/snapshot/snapshot.ts';
import { newId } from '../../src/model/names.ts';
import type { Project } from '../harness/project.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import type { Measurement } from './support/measurement.ts';
import { timeCommand, timeWork } from './support/processes.ts';
import { change, makeLargeRepository } from './support/repository.ts';

interface Scale {
  readonly files: number;
  readonly rounds: number;
  /** Milliseconds. */
  readonly budget: number;
}

const scales: readonly Scale[] = [
  { files: 1_000, rounds: 15, budget: 150 },
  { files: 100_000, rounds: 5, budget: 2_000 },
];

/** Changed and untracked files together. */
const changes = 50;

/** A snapshot of a working tree, beside what git offers to keep one. */
export const snapshot: Benchmark = {
  name: 'snapshot',
  measure: async (kit) => {
    const measurements: Measurement[] = [];
    for (const scale of scales) {
      kit.say(`   making a repository of ${scale.files} files`);
      await using project = await makeLargeRepository(scale.files);
      for (const changed of [0, changes]) {
        kit.say(`   ${scale.files} files, ${changed} of them changed or new`);
        measurements.push(...(await measureAt(project, scale, changed)));
      }
    }
    return measurements;
  },
};

async function measureAt(project: Project, scale: Scale, changed: number): Promise<Measurement[]> {
  const sides: Record<'ours' | 'stash' | 'add', number[]> = { ours: [], stash: [], add: [] };
  const ways = {
    ours: () => timeWork(() => takeOurs(project)),
    stash: () => timeCommand({ argv: ['git', 'stash', 'create'], cwd: project.folder }),
    add: () => addAndWriteTree(project),
  };
  for (let round = 0; round <= scale.rounds; round += 1) {
    for (const way of ['ours', 'stash', 'add'] as const) {
      if (changed > 0) await change(project, changed, Date.now());
      const took = await ways[way]();
      // The first round fills the caches.
      if (round > 0) sides[way].push(took);
    }
  }
  const state = changed === 0 ? 'clean' : 'changed';
  const common = {
    unit: 'ms',
    better: 'lower',
    values: sides.ours,
    budget: { of: 'median', atMost: scale.budget },
    settings: {
      files: scale.files,
      bytesPerFile: 'about 1,000',
      changed: changed / 2,
      untracked: changed / 2,
      content: changed > 0 ? 'new before each turn' : 'unchanged',
    },
  } as const;
  const name = `snapshot.${scale.files}.${state}`;
  const what = `A snapshot of ${scale.files} files, ${state}`;
  return [
    measurement({
      ...common,
      name,
      what,
      peer: { name: 'git add --all and git write-tree, on a copy of the index', values: sides.add },
    }),
    measurement({
      ...common,
      name: `${name}.stash`,
      what: `${what}; the peer leaves untracked files out`,
      peer: { name: 'git stash create', values: sides.stash },
    }),
  ];
}

async function takeOurs(project: Project): Promise<void> {
  const launchId = newId();
  const storeRoot = project.path('.trackline');
  const state = await takeSnapshot({
    cwd: project.folder,
    launchId,
    launchDir: path.join(storeRoot, 'launches', launchId),
    storeRoot,
  });
  if (state.kind !== 'git') throw new Error(`No snapshot was taken: ${JSON.stringify(state)}`);
}

/** What a person would do by hand to keep untracked files too. */
async function addAndWriteTree(project: Project): Promise<number> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'trackline-bench-'));
  try {
    const index = path.join(scratch, 'index');
    const env = { ...process.env, GIT_INDEX_FILE: index };
    const git = { cwd: project.folder, env };
    return await timeWork(async () => {
      await copyFile(project.path('.git', 'index'), index);
      await timeCommand({ ...git, argv: ['git', 'add', '--all'] });
      await timeCommand({ ...git, argv: ['git', 'write-tree'] });
    });
  } finally {
    await rm(scratch, { recursive: true });
  }
}
