import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import type { Commands } from '../commands.ts';
import { commands } from '../contributions.ts';
import { editorSources } from '../launch/interpreter.ts';
import type { Launched, Launcher, Work } from '../launch/launcher.ts';
import { languageOf } from '../launch/scripts.ts';
import { offerTrust } from '../launch/trust.ts';
import { fileToRun, workOfFile } from '../launch/workOfFile.ts';
import { untilEnded } from '../runs/untilEnded.ts';
import type { TrackerClient } from '../trackerClient.ts';

/** The Python Debugger extension, which brings debugpy for whichever interpreter. */
const debuggerExtension = 'ms-python.debugpy';
const loopback = '127.0.0.1';
/** Milliseconds that debugpy may take to listen, and between two looks at whether it does. */
const patience = 30_000;
const lookEvery = 50;

/** What starting a debugged run needs: replaced in tests. */
export interface DebugSurroundings {
  readonly launcher: Launcher;
  readonly tracker: TrackerClient;
  readonly log: vscode.LogOutputChannel;
  readonly reveal: (launched: Launched) => Promise<void>;
}

const argumentList = v.array(v.string());

/** Registers *Debug File as Experiment*; given a list besides a file, it is the arguments. */
export function registerDebugCommand(registry: Commands, around: DebugSurroundings): void {
  registry.register(commands.debugFile, async (resource, given) => {
    if (!(await offerTrust())) return undefined;
    const file = await fileToRun(resource, vscode.l10n.t('Debug File as Experiment'));
    if (file === undefined) return undefined;
    const bundled = bundledDebugpy();
    const args = v.safeParse(argumentList, given);
    const { launched, port } = await launchUnderDebugger(
      file,
      bundled,
      around,
      args.success ? args.output : [],
    );
    await around.reveal(launched);
    await attach(file, launched, port);
    return { store: launched.project.store, runId: launched.runId };
  });
}

/**
 * Records a run of a Python file that waits for a debugger to come to a port of this machine.
 * @param debugpy the folder that holds the package `debugpy`.
 * @param args of the file.
 * @throws {UserError} when the file is not Python's, or when debugpy does not come up.
 */
export async function launchUnderDebugger(
  file: vscode.Uri,
  debugpy: string,
  { launcher, tracker, log }: Omit<DebugSurroundings, 'reveal'>,
  args: readonly string[] = [],
): Promise<{ readonly launched: Launched; readonly port: number }> {
  if (languageOf(file) !== 'python') {
    throw new UserError(
      vscode.l10n.t('{0} is no Python file, so it cannot be debugged.', path.basename(file.path)),
      vscode.l10n.t('Run it with Run File as Experiment.'),
    );
  }
  const script = await workOfFile(file, editorSources(log));
  const work = { ...script, argv: [...script.argv, ...args] };
  const port = await freePort();
  const launched = await launcher.launch(underDebugger(work, debugpy, port));
  const ended = new vscode.CancellationTokenSource();
  try {
    await Promise.race([
      untilListening(port),
      untilEnded(tracker, launched, ended.token).then(() => {
        throw new UserError(
          vscode.l10n.t('The run ended before the debugger could attach to it.'),
          vscode.l10n.t('Its log says why.'),
        );
      }),
    ]);
  } finally {
    ended.cancel();
    ended.dispose();
  }
  return { launched, port };
}

function underDebugger(work: Work, debugpy: string, port: number): Work {
  const [python = '', ...script] = work.argv;
  const words = ['-m', 'debugpy', '--listen', `${loopback}:${port}`, '--wait-for-client'];
  const inherited = process.env['PYTHONPATH'];
  return {
    ...work,
    argv: [python, ...words, ...script],
    env: {
      PYTHONPATH: [debugpy, inherited].filter(Boolean).join(path.delimiter),
      // What the interpreter froze has no source to stop in, of which debugpy warns at length.
      PYDEVD_DISABLE_FILE_VALIDATION: '1',
    },
  };
}

function bundledDebugpy(): string {
  const extension = vscode.extensions.getExtension(debuggerExtension);
  if (extension !== undefined) return path.join(extension.extensionPath, 'bundled', 'libs');
  throw new UserError(
    vscode.l10n.t('Debugging needs the Python Debugger extension, which is not installed.'),
    vscode.l10n.t('Install {0}, then try again.', debuggerExtension),
  );
}

async function attach(file: vscode.Uri, launched: Launched, port: number): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const started = await vscode.debug.startDebugging(folder, {
    type: 'debugpy',
    request: 'attach',
    name: path.basename(file.fsPath),
    connect: { host: loopback, port },
    justMyCode: true,
  });
  if (started) return;
  throw new UserError(
    vscode.l10n.t('The debugger did not attach, and the run waits for it.'),
    vscode.l10n.t('Stop the run {0}, then try again.', launched.runId.slice(0, 8)),
  );
}

/** A port that nobody listens at just now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, loopback, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Waits until somebody listens at a port, without calling: a call would be the debugger's. */
async function untilListening(port: number): Promise<void> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    if (await isTaken(port)) return;
    await setTimeout(lookEvery);
  }
  throw new UserError(
    vscode.l10n.t('debugpy did not begin to listen within {0} seconds.', patience / 1000),
    vscode.l10n.t('The run’s log may say why.'),
  );
}

async function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(error);
    });
    server.listen({ port, host: loopback, exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });
}
