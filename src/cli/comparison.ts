import type { CodeChange } from '../model/codeChange.ts';
import type { MetricDifference, RunComparison } from '../model/reproduction.ts';
import type {
  CommandDifference,
  EnvironmentDifference,
  InputDifference,
  Part,
  ValueDifference,
} from '../model/runDifference.ts';
import { toJsonNumber } from '../store/views/runReport.ts';
import { numberText, printable } from './output.ts';

/**
 * The stable form of `trackline diff --json`: `code` is `{kind, root, changes, equal}` or
 * `{kind, reason}`; every other part is `{equal, differences}`, where `equal` counts what is the
 * same and each difference says its `kind`.
 */
export function comparisonReport(comparison: RunComparison): unknown {
  const { before, after, code, difference, metrics } = comparison;
  return {
    before,
    after,
    code,
    params: difference.params,
    inputs: difference.inputs,
    environment: difference.environment,
    command: difference.command,
    metrics: { equal: metrics.equal, differences: metrics.differences.map(jsonMetric) },
  };
}

/** JSON has no form for NaN and infinities. */
function jsonMetric(difference: MetricDifference): unknown {
  return Object.fromEntries(
    Object.entries(difference).map(([key, value]) => [
      key,
      typeof value === 'number' ? toJsonNumber(value) : value,
    ]),
  );
}

/** The same for people: a heading for each part, what differs below it, and the rest counted. */
export function comparisonLines(comparison: RunComparison): string[] {
  const { before, after, code, difference, metrics } = comparison;
  const codeLines =
    code.kind === 'unknown'
      ? ['Code: not known', `  ${code.reason}`]
      : partLines('Code', code.equal, code.changes.map(codeLine));
  return [
    `${before.name} (${before.id.slice(0, 8)}) → ${after.name} (${after.id.slice(0, 8)})`,
    ...codeLines,
    ...linesOf('Parameters', difference.params, valueLine),
    ...linesOf('Data', difference.inputs, inputLine),
    ...linesOf('Environment', difference.environment, environmentLine),
    ...linesOf('Command', difference.command, commandLine),
    ...linesOf('Metrics', metrics, metricLine),
  ].map(printable);
}

function linesOf<D>(title: string, part: Part<D>, line: (difference: D) => string): string[] {
  return partLines(title, part.equal, part.differences.map(line));
}

function partLines(title: string, equal: number, lines: readonly string[]): string[] {
  if (lines.length === 0) return [`${title}: ${equal === 0 ? 'none' : `the same (${equal})`}`];
  return [
    `${title}: ${lines.length} different, ${equal} the same`,
    ...lines.map((one) => `  ${one}`),
  ];
}

function codeLine(change: CodeChange): string {
  const path = change.kind === 'renamed' ? `${change.from} → ${change.path}` : change.path;
  return `${change.kind.padEnd(8)} ${path}`;
}

function valueLine(difference: ValueDifference): string {
  switch (difference.kind) {
    case 'added':
      return `+ ${difference.name} = ${difference.after}`;
    case 'removed':
      return `- ${difference.name} = ${difference.before}`;
    case 'changed':
      return `  ${difference.name}: ${difference.before} → ${difference.after}`;
  }
}

function inputLine(difference: InputDifference): string {
  switch (difference.kind) {
    case 'only-before':
      return `- ${difference.path}`;
    case 'only-after':
      return `+ ${difference.path}`;
    case 'unknown':
      return `? ${difference.path}: its content is not on record in both`;
    case 'changed':
      return `  ${difference.path}: ${shortDigest(difference.before)} → ${shortDigest(difference.after)}`;
  }
}

function shortDigest(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}

function environmentLine(difference: EnvironmentDifference): string {
  switch (difference.kind) {
    case 'unknown':
      return '? it is not on record in both';
    case 'package':
    case 'hardware':
    case 'variable':
      return valueLine(difference.difference);
    case 'interpreter':
    case 'platform':
      return `  ${difference.kind}: ${difference.before || '(none)'} → ${difference.after || '(none)'}`;
  }
}

function commandLine(difference: CommandDifference): string {
  switch (difference.kind) {
    case 'unknown':
      return '? it is not on record in both';
    case 'arguments':
      return `  ${difference.before.join(' ')} → ${difference.after.join(' ')}`;
    case 'folder':
      return `  in ${difference.before} → in ${difference.after}`;
  }
}

function metricLine(difference: MetricDifference): string {
  switch (difference.kind) {
    case 'only-before':
      return `- ${difference.name} = ${exact(difference.before)}`;
    case 'only-after':
      return `+ ${difference.name} = ${exact(difference.after)}`;
    case 'changed':
      return `  ${difference.name}: ${exact(difference.before)} → ${exact(difference.after)}`;
    case 'length': {
      const { name, before, after } = difference;
      return `  ${name}: ${before.points} points to step ${before.lastStep} → ${after.points} points to step ${after.lastStep}`;
    }
  }
}

/** Rounded numbers that differ in a later digit would read as the same. */
function exact(value: number): string {
  return Number.isInteger(value) ? numberText(value) : String(value);
}
