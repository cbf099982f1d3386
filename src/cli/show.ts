import { runReport, type ReportedFile, type RunReport } from '../store/views/runReport.ts';
import { parseArguments } from './arguments.ts';
import { durationText, numberText, table, type Output } from './output.ts';
import { findRun, openProjectStore } from './projectStore.ts';
import { UsageError } from './usage.ts';

/** `trackline show RUN`: everything on record of one run. */
export async function show(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) {
    throw new UsageError('Name one run: `trackline show RUN`.');
  }
  const { store } = await openProjectStore(process.cwd(), output);
  try {
    const report = await runReport(store, findRun(store, name).id);
    if (values.json) output.line(JSON.stringify(report, undefined, 2));
    else for (const line of asText(report)) output.line(line);
    return 0;
  } finally {
    store.close();
  }
}

function asText(report: RunReport): string[] {
  return [
    ...facts(report),
    ...section('Parameters', table(['', ''], Object.entries(report.params).map(pairRow)).slice(1)),
    ...section('Metrics', metricLines(report)),
    ...section('Inputs', fileLines(report.inputs)),
    ...section('Outputs', fileLines(report.outputs)),
    ...section(
      'Artifacts',
      table(
        ['', ''],
        report.artifacts.map((artifact) => [`  ${artifact.path}`, bytesText(artifact.bytes)]),
        new Set([1]),
      ).slice(1),
    ),
    ...section(
      'Uncommitted',
      (report.git?.changed ?? []).map((file) => `  ${file.change.padEnd(12)} ${file.path}`),
    ),
    ...section(
      'Warnings',
      report.warnings.map((warning) => `  ${warning}`),
    ),
  ];
}

function facts(report: RunReport): string[] {
  const end = report.endTime === null ? Date.now() : Date.parse(report.endTime);
  const exit = report.exitCode ?? report.signal;
  const rows: [string, string][] = [
    ['Run', `${report.name} (${report.id})`],
    ['Experiment', report.experiment],
    ['Status', exit === null ? report.status : `${report.status} (${exit})`],
    ['Started', report.startTime],
    ['Duration', durationText(end - Date.parse(report.startTime))],
    ['Command', report.command.join(' ')],
    ['Folder', report.cwd ?? ''],
    ['Code', codeText(report)],
    ['Interpreter', interpreterText(report)],
    ['Packages', String(Object.keys(report.environment.packages ?? {}).length)],
  ];
  return table(
    ['', ''],
    rows.filter(([, value]) => value !== ''),
  ).slice(1);
}

function codeText(report: RunReport): string {
  if (report.copy !== null) return `copy of ${report.copy.files} source files`;
  if (report.git === null) return '';
  const { commit, branch, dirty, changed } = report.git;
  const where = [commit?.slice(0, 10) ?? 'no commit yet', branch && `on ${branch}`];
  const state = dirty ? `with ${changed.length} uncommitted files` : 'clean';
  return [...where, state].filter(Boolean).join(' ');
}

function interpreterText(report: RunReport): string {
  const { interpreter } = report.environment;
  if (interpreter === undefined) return '';
  return `${interpreter.path}${interpreter.version === undefined ? '' : ` (${interpreter.version})`}`;
}

function metricLines(report: RunReport): string[] {
  const rows = Object.entries(report.metrics).map(([key, metric]) => [
    `  ${key}`,
    valueText(metric.last),
    valueText(metric.step),
    valueText(metric.min),
    valueText(metric.max),
    String(metric.count),
  ]);
  if (rows.length === 0) return [];
  return table(['', 'last', 'step', 'min', 'max', 'points'], rows, new Set([1, 2, 3, 4, 5]));
}

function valueText(value: number | string): string {
  return typeof value === 'number' ? numberText(value) : value;
}

function fileLines(files: readonly ReportedFile[]): string[] {
  return table(
    ['', '', ''],
    files.map((file) => [
      `  ${file.path}${file.kind === 'folder' ? `/ (${file.files} files)` : ''}`,
      file.bytes === null ? '' : bytesText(file.bytes),
      file.digest?.slice(0, 19) ?? '',
    ]),
    new Set([1]),
  ).slice(1);
}

function pairRow([key, value]: readonly [string, string]): string[] {
  return [`  ${key}`, value];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
}
