import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { panels } from '../../src/editor/contributions.ts';
import { Notifier } from '../../src/editor/notify.ts';
import { RunPage } from '../../src/editor/page/runPage.ts';
import type { TrackerClient } from '../../src/editor/trackerClient.ts';
import type { RunDetails } from '../../src/protocol/views.ts';
import { until } from '../harness/wait.ts';
import { folder } from './support/trackline.ts';

describe('a run page that is closed while the tracker is asked', () => {
  const rejected: unknown[] = [];
  const listen = (reason: unknown): void => void rejected.push(reason);
  before(() => process.on('unhandledRejection', listen));
  after(() => process.off('unhandledRejection', listen));

  for (const [what, answer] of [
    ['answers', async () => null],
    ['fails', async () => Promise.reject(new Error('The disk is full.'))],
  ] as const) {
    it(`leaves nothing unhandled when it then ${what}`, async () => {
      rejected.length = 0;
      const log = vscode.window.createOutputChannel('pages test', { log: true });
      const panel = vscode.window.createWebviewPanel(panels.run, 'closing', vscode.ViewColumn.One, {
        enableScripts: true,
      });
      let asked = 0;
      const closed = Promise.withResolvers<void>();
      const request = async (): Promise<RunDetails | null> => {
        asked += 1;
        if (asked > 1) await closed.promise;
        return answer();
      };
      const silent = () => new vscode.Disposable(() => undefined);
      const tracker = { request, onDidChange: silent, onDidRestart: silent };
      const page = new RunPage(
        panel,
        { project: { store: folder().fsPath, root: folder().fsPath }, runId: 'f'.repeat(32) },
        vscode.Uri.file(folder().fsPath),
        tracker as unknown as TrackerClient,
        new Notifier(log),
        log,
        { perform: async () => undefined, showExtensionLog: () => undefined },
      );
      panel.webview.html = '<script>acquireVsCodeApi().postMessage({ kind: "ready" })</script>';
      await until(() => asked > 1, 'the page to ask');
      panel.dispose();
      page.dispose();
      closed.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(rejected, []);
      log.dispose();
    });
  }
});
