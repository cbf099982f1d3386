import type { ComparedRun } from '../../../src/protocol/compare.ts';
import { exactNumber, shortDigest } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { formatMetric } from '../../shared/metricUnit.ts';

/** What one run has in a row: as it is shown, and in full where that is cut. */
export interface SideCell {
  readonly text: string;
  readonly full: string;
}

/** One thing of all runs; `undefined` for runs that have none. */
export interface SideRow {
  readonly name: string;
  readonly cells: readonly (SideCell | undefined)[];
  readonly differs: boolean;
}

/** Rows under a heading. */
export interface SideSection {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly SideRow[];
}

const byName = new Intl.Collator('en', { numeric: true });

/** Everything of the runs that can be told in a line each. */
export function sideSections(runs: readonly ComparedRun[]): SideSection[] {
  const section = (
    name: string,
    title: string,
    read: (run: ComparedRun) => Iterable<readonly [string, SideCell]>,
  ): SideSection => ({ name, title, rows: rowsOf(runs, read) });
  return [
    section('params', t('Parameters'), ({ params }) => plain(params)),
    section('metrics', t('Metrics'), ({ metrics }) =>
      Object.entries(metrics).map(([key, { last }]) => [
        key,
        { text: formatMetric(key, last), full: exactNumber(last) },
      ]),
    ),
    section('data', t('Data'), dataOf),
    section('environment', t('Environment'), environmentOf),
    section('code', t('Code'), codeOf),
    section('tags', t('Tags'), ({ tags }) => plain(tags)),
  ].filter(({ rows }) => rows.length > 0);
}

function rowsOf(
  runs: readonly ComparedRun[],
  read: (run: ComparedRun) => Iterable<readonly [string, SideCell]>,
): SideRow[] {
  const columns = runs.map((run) => new Map(read(run)));
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  return names
    .sort((a, b) => byName.compare(a, b))
    .map((name) => {
      const cells = columns.map((column) => column.get(name));
      return { name, cells, differs: new Set(cells.map((each) => each?.full)).size > 1 };
    });
}

function plain(values: Readonly<Record<string, string>>): [string, SideCell][] {
  return Object.entries(values).map(([key, value]) => [key, cell(value)]);
}

function cell(text: string, full = text): SideCell {
  return { text, full };
}

function* dataOf({ inputs, datasets }: ComparedRun): Iterable<readonly [string, SideCell]> {
  for (const { path, digest } of inputs) {
    yield [path, digest === undefined ? cell(t('not known')) : cell(shortDigest(digest), digest)];
  }
  for (const { name, digest } of datasets) yield [name, cell(shortDigest(digest), digest)];
}

function* environmentOf({ launch }: ComparedRun): Iterable<readonly [string, SideCell]> {
  if (launch !== undefined) yield [t('Command'), cell(launch.command.argv.join(' '))];
  const environment = launch?.environment;
  if (environment === undefined) return;
  const { interpreter, platform, hostname, cpu, cpus, gpus, packages, variables } = environment;
  if (interpreter?.version !== undefined) yield [t('Interpreter'), cell(interpreter.version)];
  yield [t('Platform'), cell(platform)];
  yield [t('Host'), cell(hostname)];
  yield ['CPU', cell(`${cpu} × ${cpus}`)];
  for (const [index, gpu] of gpus.entries()) yield [`GPU ${index}`, cell(gpu)];
  for (const [name, version] of Object.entries(packages)) {
    yield [t('package {0}', name), cell(version)];
  }
  for (const [name, value] of Object.entries(variables)) yield [name, cell(value)];
}

function* codeOf({ launch }: ComparedRun): Iterable<readonly [string, SideCell]> {
  const code = launch?.code;
  if (code === undefined || code.kind === 'none') return;
  if (code.kind === 'git') {
    if (code.branch !== undefined) yield [t('Branch'), cell(code.branch)];
    if (code.commit !== undefined) yield [t('Commit'), cell(code.commit.slice(0, 10), code.commit)];
    const changed = code.changed.map(({ path }) => path).sort();
    yield [t('Uncommitted files'), cell(changed.length === 0 ? t('none') : changed.join(', '))];
  }
  yield [t('Snapshot'), cell(shortDigest(code.snapshot), code.snapshot)];
}
