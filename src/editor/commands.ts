import * as vscode from 'vscode';
import type { CommandId } from './contributions.ts';
import type { Notifier } from './notify.ts';

/** Registers commands so that each of them answers: what a handler throws is shown. */
export class Commands implements vscode.Disposable {
  readonly #notifier: Notifier;
  readonly #registered: vscode.Disposable[] = [];

  constructor(notifier: Notifier) {
    this.#notifier = notifier;
  }

  /** `handler` gets what the menu, key or caller gave, unchecked; it may give a value back. */
  register(id: CommandId, handler: (...args: readonly unknown[]) => unknown): void {
    this.#registered.push(
      vscode.commands.registerCommand(id, (...args: readonly unknown[]) =>
        this.#notifier.attempt(() => handler(...args)),
      ),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registered).dispose();
  }
}

/** Runs a command of ours. */
export async function run<T>(id: CommandId, ...args: readonly unknown[]): Promise<T | undefined> {
  return vscode.commands.executeCommand<T | undefined>(id, ...args);
}
