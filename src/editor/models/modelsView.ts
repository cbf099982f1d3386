import * as vscode from 'vscode';
import type { BuiltPackage } from '../../model/modelPackage.ts';
import { views } from '../contributions.ts';
import type { ModelsNode } from './modelNodes.ts';
import type { ModelTree } from './modelTree.ts';

/** The *Models* view in the activity bar. */
export class ModelsView implements vscode.Disposable {
  readonly #tree: ModelTree;
  readonly #view: vscode.TreeView<ModelsNode>;

  constructor(tree: ModelTree) {
    this.#tree = tree;
    this.#view = vscode.window.createTreeView(views.models, {
      treeDataProvider: tree,
      showCollapseAll: true,
    });
  }

  /** Selects a package that was just built. */
  async reveal(store: string, { folder }: BuiltPackage): Promise<void> {
    // The change is told a moment later, and what the view does not know cannot be revealed.
    this.#tree.refresh();
    const node = await this.#tree.find(store, folder);
    if (node !== undefined) await this.#view.reveal(node, { select: true, focus: false });
  }

  dispose(): void {
    this.#view.dispose();
  }
}
