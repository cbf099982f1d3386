import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { inRoot } from '../../scripts/setup/root.ts';
import { searchRuns } from '../../src/store/search/searchRuns.ts';
import { openStore } from '../../src/store/store.ts';
import { makeProject } from '../harness/project.ts';
import type { Project } from '../harness/project.ts';
import { columns, fillStore, madeRuns, runCount, seed } from './support/madeRuns.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import { timeCommand, timeWork } from './support/processes.ts';

interface Query {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly maxResults: number;
}

const page = 100;

/** Of each kind, with other columns each time, so that none is answered out of a warm cache alone. */
const rounds = 20;
/** How many of them the peer is asked too: it takes long for each. */
const peerRounds = 3;

const searches: Readonly<Record<string, (round: number) => Query>> = {
  filter: (round) => ({
    filter: `metrics.m${round} > 0.5 and params.p${round} = 'v3'`,
    orderBy: [`metrics.m${(round * 7) % columns.metrics} DESC`],
    maxResults: page,
  }),
  sort: (round) => ({ filter: '', orderBy: [`metrics.m${round} ASC`], maxResults: page }),
  latest: () => ({ filter: '', orderBy: [], maxResults: page }),
};

const names: Readonly<Record<string, string>> = {
  filter: 'filtered by a metric and a parameter, sorted by another metric',
  sort: 'all of them sorted by a metric',
  latest: 'the latest ones, without filter or order',
};

/** What python/mlflow_search.py writes; times in milliseconds, in the order of the queries. */
interface PeerResult {
  readonly version: string;
  readonly times: Readonly<Record<string, readonly number[]>>;
  readonly found: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/** Searching and sorting a large table of runs. */
export const search: Benchmark = {
  name: 'search',
  measure: async (kit) => {
    const python = await kit.python();
    await using project = await makeProject({}, { git: false });
    kit.say(`   making ${runCount} runs with ${columns.total} columns`);
    const root = project.path('.trackline');
    fillStore(root);
    const queries = Object.fromEntries(
      Object.entries(searches).map(([name, make]) => [
        name,
        Array.from({ length: rounds }, (_, round) => make(round)),
      ]),
    );
    const opening: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      opening.push(await timeWork(() => openStore(root).close()));
    }
    const { times, found } = searchOurs(root, queries);
    kit.say('   making the same in MLflow’s own store');
    const peer = await searchPeer(python, project, queries);
    // The same runs in the same order, or the times could not be compared.
    for (const [name, pages] of Object.entries(found)) {
      assert.deepEqual(pages.slice(0, peerRounds), peer.found[name]);
    }
    const settings = {
      seed,
      runs: runCount,
      columns,
      pageOfRuns: page,
      result: 'complete runs, with all of their columns',
      differentQueries: rounds,
    };
    return [
      ...Object.entries(names).map(([name, what]) =>
        measurement({
          name: `search.${name}`,
          what: `The first ${page} of ${runCount} runs × ${columns.total} columns: ${what}`,
          unit: 'ms',
          better: 'lower',
          values: times[name] ?? [],
          budget: { of: 'median', atMost: 30 },
          peer: {
            name: `MLflow ${peer.version}, SqlAlchemyStore.search_runs on SQLite`,
            values: peer.times[name] ?? [],
            settings: { rows: 'written straight into its tables', answers: 'the same as ours' },
          },
          settings,
        }),
      ),
      measurement({
        name: 'search.open',
        what: 'Opening and closing that store',
        unit: 'ms',
        better: 'lower',
        values: opening,
        noPeer: 'given as context',
        settings,
      }),
    ];
  },
};

type Queries = Readonly<Record<string, readonly Query[]>>;

function searchOurs(root: string, queries: Queries): Omit<PeerResult, 'version'> {
  const store = openStore(root);
  try {
    const times: Record<string, number[]> = {};
    const found: Record<string, string[][]> = {};
    for (const [name, ofName] of Object.entries(queries)) {
      times[name] = [];
      found[name] = [];
      for (const query of ofName) {
        const begun = performance.now();
        const { runs } = searchRuns(store, query);
        times[name].push(performance.now() - begun);
        found[name].push(runs.map(({ run }) => run.id));
      }
    }
    return { times, found };
  } finally {
    store.close();
  }
}

async function searchPeer(python: string, project: Project, queries: Queries): Promise<PeerResult> {
  const files = ['runs.jsonl', 'queries.json', 'result.json'].map((name) => project.path(name));
  const [runs = '', asked = '', result = ''] = files;
  await writeFile(runs, jsonLines(madeRuns()));
  const few = Object.entries(queries).map(([name, all]) => [name, all.slice(0, peerRounds)]);
  await writeFile(asked, JSON.stringify(Object.fromEntries(few)));
  const script = inRoot('test', 'bench', 'python', 'mlflow_search.py');
  await timeCommand({ argv: [python, script, ...files], cwd: project.folder });
  return JSON.parse(await readFile(result, 'utf8')) as PeerResult;
}

function* jsonLines(values: Iterable<unknown>): Generator<string, void, undefined> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}
