import * as vscode from 'vscode';
import type { CodeChange } from '../../model/codeChange.ts';
import {
  verdictOf,
  type MetricDifference,
  type RunComparison,
  type Verdict,
} from '../../model/reproduction.ts';
import type {
  CommandDifference,
  EnvironmentDifference,
  InputDifference,
  Part,
  ValueDifference,
} from '../../model/runDifference.ts';
import { localized } from '../localize.ts';
import { escaped } from '../markdown.ts';

/** A line of a table: what it is about, and its value in either run. */
type Row = readonly [name: string, before: string, after: string];

/** How two runs differ, as Markdown: a table for each part, what is the same only counted. */
export function comparisonText(comparison: RunComparison, reproduction: boolean): string {
  const { before, after, difference, metrics } = comparison;
  const heads: Row = ['', before.name, after.name];
  return [
    `# ${escaped(before.name)} → ${escaped(after.name)}`,
    ...(reproduction ? [verdictList(verdictOf(comparison))] : []),
    part(vscode.l10n.t('Parameters'), heads, difference.params, valueRow),
    part(vscode.l10n.t('Metrics'), heads, metrics, metricRow),
    part(vscode.l10n.t('Data'), heads, difference.inputs, inputRow),
    part(vscode.l10n.t('Environment'), heads, difference.environment, environmentRow),
    part(vscode.l10n.t('Command'), heads, difference.command, commandRow),
    codeText(comparison),
  ].join('\n\n');
}

/** What of a reproduction came out the same, in a few words each. */
export function verdictWords(verdict: Verdict): readonly (readonly [string, boolean])[] {
  return [
    [vscode.l10n.t('outcome'), verdict.outcome],
    [vscode.l10n.t('code'), verdict.code],
    [vscode.l10n.t('data'), verdict.data],
    [vscode.l10n.t('environment'), verdict.environment],
    [vscode.l10n.t('metrics'), verdict.metrics],
  ];
}

function verdictList(verdict: Verdict): string {
  return verdictWords(verdict)
    .map(([word, same]) =>
      same
        ? `- ✓ ${vscode.l10n.t('Same {0}', word)}`
        : `- ✗ ${vscode.l10n.t('Not the same {0}', word)}`,
    )
    .join('\n');
}

function part<D>(
  title: string,
  heads: Row,
  { equal, differences }: Part<D>,
  row: (one: D) => Row,
): string {
  const heading = `## ${title}`;
  if (differences.length === 0) {
    const text = equal === 0 ? vscode.l10n.t('None.') : vscode.l10n.t('The same ({0}).', equal);
    return `${heading}\n\n${text}`;
  }
  const lines = [heads, ...differences.map(row)].map(
    (cells) => `| ${cells.map((cell) => escaped(cell)).join(' | ')} |`,
  );
  lines.splice(1, 0, '| --- | --- | --- |');
  const rest = equal === 0 ? [] : ['', vscode.l10n.t('{0} more are the same.', equal)];
  return [heading, '', ...lines, ...rest].join('\n');
}

function codeText({ code }: RunComparison): string {
  const heading = `## ${vscode.l10n.t('Code')}`;
  if (code.kind === 'unknown') return `${heading}\n\n${escaped(localized(code.reason))}`;
  if (code.changes.length === 0) {
    return `${heading}\n\n${vscode.l10n.t('The same ({0}).', code.equal)}`;
  }
  return [heading, '', ...code.changes.map((change) => `- ${codeLine(change)}`)].join('\n');
}

function codeLine(change: CodeChange): string {
  const path = escaped(change.path);
  switch (change.kind) {
    case 'added':
      return vscode.l10n.t('{0} was added', path);
    case 'deleted':
      return vscode.l10n.t('{0} was deleted', path);
    case 'modified':
      return vscode.l10n.t('{0} was changed', path);
    case 'renamed':
      return vscode.l10n.t('{0} was {1} before', path, escaped(change.from));
  }
}

function valueRow(difference: ValueDifference): Row {
  switch (difference.kind) {
    case 'added':
      return [difference.name, '', difference.after];
    case 'removed':
      return [difference.name, difference.before, ''];
    case 'changed':
      return [difference.name, difference.before, difference.after];
  }
}

function metricRow(difference: MetricDifference): Row {
  switch (difference.kind) {
    case 'only-before':
      return [difference.name, String(difference.before), ''];
    case 'only-after':
      return [difference.name, '', String(difference.after)];
    case 'changed':
      return [difference.name, String(difference.before), String(difference.after)];
    case 'length': {
      const { name, before, after } = difference;
      return [
        name,
        vscode.l10n.t('{0} points to step {1}', before.points, before.lastStep),
        vscode.l10n.t('{0} points to step {1}', after.points, after.lastStep),
      ];
    }
  }
}

function inputRow(difference: InputDifference): Row {
  switch (difference.kind) {
    case 'only-before':
      return [difference.path, vscode.l10n.t('read'), ''];
    case 'only-after':
      return [difference.path, '', vscode.l10n.t('read')];
    case 'changed':
      return [difference.path, short(difference.before), short(difference.after)];
    case 'unknown':
      return [difference.path, vscode.l10n.t('not known'), vscode.l10n.t('not known')];
  }
}

function short(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}

function environmentRow(difference: EnvironmentDifference): Row {
  switch (difference.kind) {
    case 'interpreter':
      return [vscode.l10n.t('Interpreter'), difference.before, difference.after];
    case 'platform':
      return [vscode.l10n.t('Platform'), difference.before, difference.after];
    case 'package':
    case 'hardware':
    case 'variable':
      return valueRow(difference.difference);
    case 'unknown':
      return unknownRow();
  }
}

function commandRow(difference: CommandDifference): Row {
  switch (difference.kind) {
    case 'arguments':
      return [vscode.l10n.t('Command'), difference.before.join(' '), difference.after.join(' ')];
    case 'folder':
      return [vscode.l10n.t('Folder'), difference.before, difference.after];
    case 'unknown':
      return unknownRow();
  }
}

function unknownRow(): Row {
  return ['', vscode.l10n.t('not known'), vscode.l10n.t('not known')];
}
