import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { launchUnderDebugger } from '../../src/editor/debug/debugFile.ts';
import { trackerRequests } from '../../src/protocol/tracker.ts';
import { fresh } from './support/fresh.ts';
import {
  ended,
  recordedRuns,
  shownRun,
  testInterpreter,
  trackline,
  writeFile,
} from './support/trackline.ts';

const script = `import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
args = parser.parse_args()
print("debugged")
print(f"score={args.lr}")
`;

/** The folder that holds the package debugpy, as the Python Debugger extension brings one. */
function debugpy(): string {
  const ask = 'import debugpy, os; print(os.path.dirname(os.path.dirname(debugpy.__file__)))';
  return execFileSync(testInterpreter(), ['-c', ask], { encoding: 'utf8' }).trim();
}

/** Attaches as a debugger does (Debug Adapter Protocol), and lets the program go on. */
async function attach(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let seq = 0;
  const send = (command: string, args: Readonly<Record<string, unknown>> = {}): void => {
    seq += 1;
    const body = JSON.stringify({ seq, type: 'request', command, arguments: args });
    socket.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let received = '';
  const heard = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('utf8');
      if (!received.includes('"event": "initialized"')) return;
      send('configurationDone');
      resolve();
    });
  });
  send('initialize', { adapterID: 'debugpy', clientID: 'test' });
  send('attach', { justMyCode: true });
  await heard;
}

describe('debugging a file as an experiment', () => {
  it('records a run that waits for the debugger, and is then like any other of its script', async () => {
    const { launcher, tracker } = await trackline();
    const log = vscode.window.createOutputChannel('debug test', { log: true });
    const name = fresh('debugged');
    const file = await writeFile(`${name}.py`, script);
    const around = { launcher, tracker, log };
    const { launched, port } = await launchUnderDebugger(file, debugpy(), around, ['--lr', '0.5']);
    log.dispose();
    const named = { store: launched.project.store, runId: launched.runId };
    const waiting = await shownRun(named, ({ row }) => row.run.status === 'RUNNING', 'running');
    assert.equal(waiting.parent.row.experiment.name, name);
    await attach(port);
    const node = await ended(named);
    assert.equal(node.row.run.status, 'FINISHED');
    const details = await tracker.request(trackerRequests.details, named);
    assert.deepEqual(details?.data.params, { lr: '0.5' });
    assert.equal(details?.data.metrics['score']?.last, 0.5);
    assert.equal(
      (await tracker.request(trackerRequests.scriptRuns, { ...named, file: file.fsPath })).runs,
      1,
    );
  });

  it('starts nothing without the Python Debugger extension', async () => {
    const file = await writeFile('debugged.py', script);
    const before = await recordedRuns();
    assert.equal(await vscode.commands.executeCommand(commands.debugFile, file), undefined);
    assert.equal(await recordedRuns(), before);
  });
});
