import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { UserError } from '../../model/errors.ts';
import { judgeGates, type GateVerdict } from '../../model/gates.ts';
import { championOf, modelOf } from '../../packaging/champion.ts';
import { judgeRun } from '../../packaging/judgeRun.ts';
import { listPackages } from '../../packaging/listPackages.ts';
import { gateRequests, type GatedRun, type GateList } from '../../protocol/gates.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';
import type { Store } from '../../store/store.ts';
import type { PackageParts } from './parts.ts';

/** Runs without a package that are offered, the newest. */
const newestRuns = 5;

/** Answers what the editor asks about gates. */
export function answerGates({ connection, projects, answer }: PackageParts): void {
  connection.onRequest(
    gateRequests.list,
    answer(({ store }) => gatesOf(projects.store(store), path.dirname(store))),
  );
  connection.onRequest(
    gateRequests.judge,
    answer(({ store, runId }) => judge(projects.store(store), path.dirname(store), runId)),
  );
}

async function gatesOf(store: Store | undefined, root: string): Promise<GateList> {
  const file = path.join(root, 'trackline.yaml');
  const { file: content, problem } = readProjectFile(root);
  if (problem !== undefined) return { file, gates: [], runs: [], problem };
  if (content.gates.length === 0) return { file, gates: [], runs: [] };
  const lines = linesOf(await readFile(file, 'utf8'), content.gates.length);
  const titles = judgeGates(content.gates, noRecord).map(({ title }) => title);
  return {
    file,
    gates: titles.map((title, index) => ({ title, line: lines[index] ?? 0 })),
    runs: store === undefined ? [] : await runsOf(store),
  };
}

/** What a gate is called does not depend on the record. */
const noRecord = { metrics: {}, files: [], now: 0, passedCommands: [] } as const;

/** The line on which each gate begins. */
function linesOf(text: string, count: number): number[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  return Array.from({ length: count }, (_, index) => {
    const node = document.getIn(['gates', index], true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    return start === undefined ? 0 : counter.linePos(start).line - 1;
  });
}

/** The runs of packaged versions, and the newest ones that went well. */
async function runsOf(store: Store): Promise<GatedRun[]> {
  const versions = new Map<string, string[]>();
  for (const { name, version, aliases, run } of (await listPackages(store)).packages) {
    if (run === undefined) continue;
    const label = [`${name} ${version}`, ...aliases].join(', ');
    versions.set(run, [...(versions.get(run) ?? []), label]);
  }
  const finished = store.runs
    .list()
    .filter(({ status }) => status === 'FINISHED')
    .toSorted((a, b) => b.startTime - a.startTime);
  const newest = new Set(finished.slice(0, newestRuns));
  return finished
    .filter((run) => newest.has(run) || versions.has(run.id))
    .map((run) => ({
      runId: run.id,
      name: run.name,
      startTime: run.startTime,
      latest: run === finished[0],
      versions: versions.get(run.id) ?? [],
    }));
}

/** Judged as a package of the run would be that has the name that is proposed for it. */
async function judge(
  store: Store | undefined,
  root: string,
  runId: string,
): Promise<readonly GateVerdict[]> {
  const { file, problem } = readProjectFile(root);
  if (problem !== undefined) throw new UserError(problem, '');
  const run = store?.runs.get(runId);
  if (store === undefined || run === undefined) {
    throw new UserError(`There is no run ${runId}.`, '');
  }
  return await judgeRun(store, run, file, championOf(store, await modelOf(store, run)));
}
