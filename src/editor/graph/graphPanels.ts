import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import type { Commands } from '../commands.ts';
import { commands, panels } from '../contributions.ts';
import { webviewRoot } from '../page/panelHtml.ts';
import { workspaceFolders } from '../projects.ts';
import { GraphPanel, titleOf, type GraphSurroundings } from './graphPanel.ts';
import { readContext, readFile } from './graphMessages.ts';

const asked = v.object({
  file: v.optional(v.string()),
  stage: v.optional(v.string()),
});

/** What is to be shown. */
interface Asked {
  readonly file: vscode.Uri;
  readonly stage?: string | undefined;
}

/** All drawings of pipelines in this window, one a repository. */
export class GraphPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #around: GraphSurroundings;
  readonly #panels = new Set<GraphPanel>();
  readonly #serializer: vscode.Disposable;

  constructor(around: GraphSurroundings) {
    this.#around = around;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panels.graph, this);
  }

  /**
   * Registers *Show Pipeline*, which takes a file, `{ file, stage }` or nothing, and what the menu of
   * a box offers.
   */
  registerCommands(registry: Commands): void {
    registry.register(commands.showPipeline, async (given) => {
      const found = await whatIsAsked(given);
      if (found !== undefined) await this.open(found);
    });
    const menu = [
      [commands.openDrawnStage, 'open'],
      [commands.runDrawnStage, 'run'],
      [commands.runDrawnStageWithNeeds, 'runWithNeeds'],
      [commands.showLastRunOfDrawnStage, 'showLastRun'],
    ] as const;
    for (const [id, action] of menu) registry.register(id, (box) => this.#act(box, action));
  }

  /** Opens the drawing of a file's repository, or brings it to the front. */
  async open({ file, stage }: Asked): Promise<void> {
    const open = [...this.#panels].find((each) => each.shows(file));
    open?.panel.reveal();
    const shown = open ?? this.#create(file);
    if (stage !== undefined) await shown.select(file, stage);
  }

  /** Brings back a drawing that was open when the window closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const file = readFile(kept);
    if (file === undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#adopt(panel, vscode.Uri.file(file));
    await Promise.resolve();
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const each of this.#panels) each.dispose();
  }

  #create(file: vscode.Uri): GraphPanel {
    const panel = vscode.window.createWebviewPanel(
      panels.graph,
      titleOf(),
      vscode.window.activeTextEditor === undefined
        ? vscode.ViewColumn.Active
        : vscode.ViewColumn.Beside,
      this.#options(),
    );
    return this.#adopt(panel, file);
  }

  #adopt(panel: vscode.WebviewPanel, file: vscode.Uri): GraphPanel {
    const adopted = new GraphPanel(panel, file, this.#around);
    this.#panels.add(adopted);
    panel.onDidDispose(() => {
      this.#panels.delete(adopted);
      adopted.dispose();
    });
    return adopted;
  }

  /** The panel has its own search, and no need of the editor's. */
  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return { enableScripts: true, localResourceRoots: [webviewRoot(this.#around.extension)] };
  }

  async #act(given: unknown, action: Parameters<GraphPanel['act']>[1]): Promise<void> {
    const box = readContext(given);
    const panel = [...this.#panels].find(({ root }) => root === box?.root);
    if (box === undefined || panel === undefined) {
      throw new UserError(
        vscode.l10n.t('This command is for a stage of an open pipeline page.'),
        vscode.l10n.t('Open the page with *Trackline: Show Pipeline*.'),
      );
    }
    await panel.act(box.node, action);
  }
}

/** What a command is about: what it was given, the file in the editor, else the open folder. */
async function whatIsAsked(given: unknown): Promise<Asked | undefined> {
  if (given instanceof vscode.Uri) return { file: given };
  const read = v.safeParse(asked, given);
  if (read.success && read.output.file !== undefined) {
    return { file: vscode.Uri.file(read.output.file), stage: read.output.stage };
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.scheme === 'file' && isOfPipeline(active)) return { file: active };
  const folder = await chosenFolder();
  return folder && { file: await pipelineIn(folder) };
}

function isOfPipeline({ fsPath }: vscode.Uri): boolean {
  const name = path.basename(fsPath);
  return name === 'dvc.yaml' || name === 'dvc.lock' || name.endsWith('.dvc');
}

async function chosenFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const [first, ...others] = workspaceFolders();
  if (first === undefined) {
    throw new UserError(
      vscode.l10n.t('There is no folder whose pipeline could be shown.'),
      vscode.l10n.t('Open a folder first.'),
    );
  }
  return others.length === 0 ? first : vscode.window.showWorkspaceFolderPick();
}

/** The topmost dvc.yaml, which may be that of a repository within the folder; else the folder. */
async function pipelineIn(folder: vscode.WorkspaceFolder): Promise<vscode.Uri> {
  const pattern = new vscode.RelativePattern(folder, '**/dvc.yaml');
  const found = await vscode.workspace.findFiles(pattern, '**/{node_modules,.venv,.git}/**', 100);
  const [top] = found.sort((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path));
  return top ?? folder.uri;
}

function depth({ path: at }: vscode.Uri): number {
  return at.split('/').length;
}
