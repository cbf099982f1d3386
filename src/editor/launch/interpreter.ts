import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import type { Interpreter } from '../../model/launch.ts';
import { setting } from '../settings.ts';
import { findOnPath, isExecutable, thisMachine } from './executables.ts';
import type { Machine } from './executables.ts';
import { activePython } from './pythonExtension.ts';
import type { Language } from './scripts.ts';

/** Where interpreters are looked for: replaced in tests. */
export interface InterpreterSources {
  readonly machine: Machine;
  /** The interpreter chosen in a Python extension, when one is installed. */
  readonly extension: (scope: vscode.Uri) => Promise<string | undefined>;
  /** `trackline.python.interpreter`, as the person wrote it. */
  readonly setting: (scope: vscode.Uri) => string;
}

/** The editor's own sources. */
export function editorSources(log: vscode.LogOutputChannel): InterpreterSources {
  return {
    machine: thisMachine,
    extension: (scope) => activePython(scope, log),
    setting: (scope) => setting('python.interpreter', scope),
  };
}

/**
 * The program that runs a file of this language.
 * @throws {UserError} when there is none.
 */
export async function resolveInterpreter(
  language: Language,
  script: vscode.Uri,
  sources: InterpreterSources,
): Promise<Interpreter> {
  if (language === 'python') return resolvePython(script, sources);
  const { title, programs } = others[language];
  const found = await findOnPath(sources.machine, programs);
  if (found !== undefined) return { path: found, source: 'path' };
  throw new UserError(
    vscode.l10n.t('{0} was not found: PATH has no {1}.', title, programs.join(', ')),
    vscode.l10n.t('Install {0}, or add it to PATH and restart VS Code.', title),
  );
}

/**
 * The Python for a file: the Python extension's, else the setting's, else the nearest `.venv` or
 * `venv` within the workspace, else PATH's.
 * @throws {UserError} when there is none, or when the setting names one that is not there.
 */
export async function resolvePython(
  script: vscode.Uri,
  sources: InterpreterSources,
): Promise<Interpreter> {
  const chosen = await sources.extension(script);
  if (chosen !== undefined) return { path: chosen, source: 'python-extension' };
  const configured = await fromSetting(script, sources);
  if (configured !== undefined) return { path: configured, source: 'setting' };
  const environment = await nearestEnvironment(script, sources.machine);
  if (environment !== undefined) return { path: environment, source: 'workspace-venv' };
  const found = await findOnPath(sources.machine, pythonNames(sources.machine));
  if (found !== undefined) return { path: found, source: 'path' };
  throw new UserError(
    vscode.l10n.t('No Python interpreter was found for {0}.', path.basename(script.fsPath)),
    vscode.l10n.t(
      'Choose one with the Python extension, set trackline.python.interpreter, or create a .venv folder in the workspace.',
    ),
  );
}

const others: Readonly<
  Record<Exclude<Language, 'python'>, { title: string; programs: readonly string[] }>
> = {
  r: { title: 'R', programs: ['Rscript'] },
  julia: { title: 'Julia', programs: ['julia'] },
  shell: { title: 'Bash', programs: ['bash', 'sh'] },
};

function pythonNames(machine: Machine): readonly string[] {
  return machine.platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python'];
}

async function fromSetting(
  script: vscode.Uri,
  { machine, setting: read }: InterpreterSources,
): Promise<string | undefined> {
  const written = read(script).trim();
  if (written === '') return undefined;
  const folder = vscode.workspace.getWorkspaceFolder(script)?.uri.fsPath ?? '';
  const replaced = written.replaceAll('${workspaceFolder}', folder);
  const isPath = replaced.includes('/') || replaced.includes('\\');
  const file = isPath ? path.resolve(folder, replaced) : await findOnPath(machine, [replaced]);
  if (file !== undefined && (await isExecutable(machine, file))) return file;
  throw new UserError(
    vscode.l10n.t('The interpreter {0} of trackline.python.interpreter is not there.', written),
    vscode.l10n.t('Correct the setting, or clear it to have an interpreter found.'),
  );
}

/** The interpreter of the nearest environment upwards from the file, no higher than the workspace. */
async function nearestEnvironment(
  script: vscode.Uri,
  machine: Machine,
): Promise<string | undefined> {
  const start = path.dirname(script.fsPath);
  const top = vscode.workspace.getWorkspaceFolder(script)?.uri.fsPath ?? start;
  for (let folder = start; ; folder = path.dirname(folder)) {
    for (const name of ['.venv', 'venv']) {
      const file = path.join(folder, name, ...pythonInEnvironment(machine));
      if (await isExecutable(machine, file)) return file;
    }
    if (folder === top || folder === path.dirname(folder)) return undefined;
  }
}

function pythonInEnvironment(machine: Machine): readonly string[] {
  return machine.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
}
