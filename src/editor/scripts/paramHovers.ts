import * as vscode from 'vscode';
import type { ParamValues } from '../../protocol/scripts.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import { commands } from '../contributions.ts';
import { escaped, shortened } from '../markdown.ts';
import type { Projects } from '../projects.ts';
import { formatValue } from '../runs/format.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { recordedProject } from './recordedProject.ts';

/** Values that fit a hover. */
const mostValues = 10;

/** Shows over a key of `params.yaml` which values it had in the runs, and what they gave. */
export class ParamHovers implements vscode.HoverProvider, vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #registered: vscode.Disposable;

  constructor(tracker: TrackerClient, projects: Projects) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#registered = vscode.languages.registerHoverProvider(
      { scheme: 'file', pattern: '**/params.yaml' },
      this,
    );
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    // With a parser for YAML, which no window needs at its start.
    const { paramAt } = await import('./paramAt.ts');
    const param = paramAt(document.getText(), document.offsetAt(position));
    if (param === undefined) return undefined;
    const project = await recordedProject(this.#projects, document.uri);
    if (project === undefined) return undefined;
    const { store } = project;
    const tried = await this.#tracker.request(trackerRequests.paramValues, {
      store,
      key: param.name,
      limit: mostValues,
    });
    if (tried.total === 0) return undefined;
    const range = new vscode.Range(
      document.positionAt(param.start),
      document.positionAt(param.end),
    );
    return new vscode.Hover(tableOf(param.name, param.value, tried, store), range);
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

/** Values as a table, the one that the file has now in bold. */
function tableOf(
  name: string,
  current: string | undefined,
  { objective, total, values }: ParamValues,
  store: string,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: [commands.openRun] };
  text.appendMarkdown(`**${escaped(shortened(name, 60))}** · ${vscode.l10n.t('values tried')}\n\n`);
  const heads = [vscode.l10n.t('Value'), vscode.l10n.t('Runs')];
  if (objective !== undefined) {
    heads.push(vscode.l10n.t('Best {0}', escaped(shortened(objective.metric, 40))));
  }
  // Columns of a hover touch each other.
  text.appendMarkdown(
    `| ${heads.join('&nbsp;&nbsp;&nbsp; | ')} |\n|:--|--:|${objective ? '--:|' : ''}\n`,
  );
  for (const { value, runs, best } of values) {
    const shown = escaped(shortened(value, 60));
    const cells = [value === current ? `**${shown}**` : shown, String(runs)];
    if (objective !== undefined) cells.push(best === undefined ? '–' : linkTo(best, store));
    text.appendMarkdown(`| ${cells.join(' | ')} |\n`);
  }
  if (total > values.length) {
    text.appendMarkdown(`\n${vscode.l10n.t('and {0} more', total - values.length)}\n`);
  }
  return text;
}

function linkTo(best: { readonly runId: string; readonly value: number }, store: string): string {
  const target = encodeURIComponent(JSON.stringify([{ store, runId: best.runId }]));
  const title = vscode.l10n.t('Open Run');
  return `[${escaped(formatValue(best.value))}](command:${commands.openRun}?${target} "${title}")`;
}
