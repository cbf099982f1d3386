import * as vscode from 'vscode';
import {
  comparedParts,
  type ComparedPart,
  type ComparedValue,
  type VersionComparison,
} from '../../../model/compareVersions.ts';
import { localized } from '../../localize.ts';
import { escaped } from '../../markdown.ts';
import { formatValue } from '../../runs/format.ts';

/** How two versions differ, as Markdown: a table for each part, what is the same only counted. */
export function comparisonText({ a, b, parts }: VersionComparison): string {
  const heads = [`${a.name} ${a.version}`, `${b.name} ${b.version}`] as const;
  return [
    `# ${escaped(heads[0])} → ${escaped(heads[1])}`,
    ...comparedParts.map((part) => partText(titleOf(part), heads, parts[part])),
  ].join('\n\n');
}

function titleOf(part: ComparedPart): string {
  switch (part) {
    case 'metrics':
      return vscode.l10n.t('Metrics');
    case 'signature':
      return vscode.l10n.t('Signature');
    case 'data':
      return vscode.l10n.t('Data');
    case 'code':
      return vscode.l10n.t('Code');
    case 'params':
      return vscode.l10n.t('Parameters');
    case 'requirements':
      return vscode.l10n.t('Requirements');
    case 'about':
      return vscode.l10n.t('Package');
  }
}

function partText(
  title: string,
  heads: readonly [string, string],
  values: readonly ComparedValue[],
): string {
  const heading = `## ${title}`;
  const different = values.filter(({ same }) => !same);
  const equal = values.length - different.length;
  if (different.length === 0) {
    const text = equal === 0 ? vscode.l10n.t('None.') : vscode.l10n.t('The same ({0}).', equal);
    return `${heading}\n\n${text}`;
  }
  const rows = [['', ...heads], ...different.map(cellsOf)].map(
    (cells) => `| ${cells.map((cell) => escaped(cell)).join(' | ')} |`,
  );
  rows.splice(1, 0, '| --- | --- | --- |');
  const rest = equal === 0 ? [] : ['', vscode.l10n.t('{0} more are the same.', equal)];
  return [heading, '', ...rows, ...rest].join('\n');
}

function cellsOf({ key, a = '', b = '', delta }: ComparedValue): string[] {
  const change =
    delta === undefined ? '' : ` (${delta > 0 ? '+' : '−'}${formatValue(Math.abs(delta))})`;
  return [localized(key), a, `${b}${change}`];
}
