import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Commands } from '../commands.ts';
import { commands, panels } from '../contributions.ts';
import { webviewRoot } from '../page/panelHtml.ts';
import { PackageSheet, type SheetSurroundings } from './packageSheet.ts';
import { chooseSource, placedSource, type PlacedSource, type SourceParts } from './sources.ts';

/** The open preview sheets of packages, one a model. */
export class PackageSheets implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #around: SheetSurroundings;
  readonly #sheets = new Map<string, PackageSheet>();
  readonly #serializer: vscode.Disposable;

  constructor(around: SheetSurroundings) {
    this.#around = around;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panels.package, this);
  }

  /** Registers *Package Model…*, which takes a run, a file or folder, or nothing. */
  registerCommands(registry: Commands, parts: SourceParts): void {
    registry.register(commands.packageModel, async (...args) => {
      const placed = await chooseSource(args, parts);
      if (placed !== undefined) this.open(placed);
    });
  }

  /** Opens the sheet of a model, or brings it to the front. */
  open(placed: PlacedSource): PackageSheet {
    const open = this.#sheets.get(keyOf(placed));
    if (open !== undefined) {
      open.panel.reveal();
      return open;
    }
    const panel = vscode.window.createWebviewPanel(
      panels.package,
      titleOf(placed),
      vscode.ViewColumn.Active,
      this.#options(),
    );
    return this.#adopt(panel, placed);
  }

  /** Brings back a sheet that was open when the window closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const read = v.safeParse(placedSource, kept);
    if (!read.success) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#adopt(panel, read.output);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const sheet of this.#sheets.values()) sheet.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, placed: PlacedSource): PackageSheet {
    const sheet = new PackageSheet(panel, placed, this.#around);
    this.#sheets.set(keyOf(placed), sheet);
    panel.onDidDispose(() => {
      this.#sheets.delete(keyOf(placed));
      sheet.dispose();
    });
    return sheet;
  }

  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return {
      enableScripts: true,
      enableFindWidget: true,
      // What was written into the sheet stays while another tab is looked at.
      retainContextWhenHidden: true,
      localResourceRoots: [webviewRoot(this.#around.extension)],
    };
  }
}

function keyOf({ store, source }: PlacedSource): string {
  return JSON.stringify(
    source.kind === 'file' ? [store, source.file] : [store, source.runId, source.choice],
  );
}

function titleOf({ source }: PlacedSource): string {
  const name = source.kind === 'file' ? path.basename(source.file) : source.choice;
  return name === undefined
    ? vscode.l10n.t('Package Model')
    : vscode.l10n.t('Package {0}', path.posix.basename(name));
}
