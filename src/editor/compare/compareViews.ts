import type * as vscode from 'vscode';
import type { SavedViews } from '../../protocol/comparePage.ts';
import type { Project } from '../../protocol/tracker.ts';
import { readViews } from './compareMessages.ts';

/** The saved views of comparison panels, kept with the workspace, apart for each project. */
export class CompareViews {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  of(project: Project): SavedViews {
    return readViews(this.#memory.get(keyOf(project)));
  }

  async save(project: Project, views: SavedViews): Promise<void> {
    await this.#memory.update(keyOf(project), views);
  }
}

function keyOf({ store }: Project): string {
  return `compareViews:${store}`;
}
