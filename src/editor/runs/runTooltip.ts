import * as vscode from 'vscode';
import type { RunDetails } from '../../protocol/views.ts';
import { escaped, shortened } from '../markdown.ts';
import { formatTime, formatValue } from './format.ts';
import { statusWord } from './runStatus.ts';
import { isSystemMetric } from '../../model/systemMetrics.ts';

/** Lines of a table that fit a hover. */
const mostLines = 12;

/** A run at a glance, for hovering. What the run says of itself is shown as text, never as markup. */
export function runTooltip(details: RunDetails): vscode.MarkdownString {
  const { row, data, experiment } = details;
  const text = new vscode.MarkdownString();
  text.isTrusted = false;
  text.appendMarkdown(`**${escaped(row.run.name)}** · ${statusWord(row.run.status)}\n\n`);
  text.appendMarkdown(
    `${escaped(experiment.name)} · ${escaped(formatTime(row.run.startTime))}\n\n`,
  );
  if (row.note !== '') text.appendMarkdown(`${escaped(shortened(row.note, 300))}\n\n`);
  const metrics = Object.entries(data.metrics)
    .filter(([key]) => !isSystemMetric(key))
    .map(([key, summary]) => [key, formatValue(summary.last)] as const);
  appendTable(text, vscode.l10n.t('Metric'), vscode.l10n.t('Last'), metrics);
  const params = Object.entries(data.params);
  appendTable(text, vscode.l10n.t('Parameter'), vscode.l10n.t('Value'), params);
  const tags = Object.entries(row.tags);
  appendTable(text, vscode.l10n.t('Tag'), vscode.l10n.t('Value'), tags);
  return text;
}

function appendTable(
  text: vscode.MarkdownString,
  name: string,
  value: string,
  lines: readonly (readonly [string, string])[],
): void {
  if (lines.length === 0) return;
  text.appendMarkdown(`| ${name} | ${value} |\n|:--|:--|\n`);
  for (const [key, content] of lines.slice(0, mostLines)) {
    text.appendMarkdown(
      `| ${escaped(shortened(key, 60))} | ${escaped(shortened(content, 80))} |\n`,
    );
  }
  const left = lines.length - mostLines;
  if (left > 0) text.appendMarkdown(`| ${vscode.l10n.t('and {0} more', left)} | |\n`);
  text.appendMarkdown('\n');
}
