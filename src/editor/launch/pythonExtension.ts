import * as v from 'valibot';
import * as vscode from 'vscode';
import { errorText } from '../../model/errors.ts';

/** Milliseconds to wait for an extension of others, which may be busy looking for environments. */
const patience = 10_000;

const uriLike = v.object({ fsPath: v.string() });

/** The part of the Python extension's exports that is used here. */
const pythonApi = v.object({
  environments: v.object({
    getActiveEnvironmentPath: v.function(),
    resolveEnvironment: v.function(),
  }),
});
const resolvedEnvironment = v.object({ executable: v.object({ uri: uriLike }) });

/** The part of the Python Environments extension's exports that is used here. */
const environmentsApi = v.object({ getEnvironment: v.function() });
const managedEnvironment = v.object({
  execInfo: v.object({ run: v.object({ executable: v.string() }) }),
});

/**
 * The interpreter that a person has chosen in the Python extension, or in the Python Environments
 * extension where only that is installed; nothing when neither is, or neither has one.
 */
export async function activePython(
  scope: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<string | undefined> {
  const ways = [
    ['ms-python.python', fromPython],
    ['ms-python.vscode-python-envs', fromEnvironments],
  ] as const;
  for (const [id, way] of ways) {
    const extension = vscode.extensions.getExtension<unknown>(id);
    if (extension === undefined) continue;
    try {
      const found = await within(askFor(extension, way, scope));
      if (found !== undefined) return found;
      log.info(`${id} has no interpreter for ${scope.fsPath}`);
    } catch (error) {
      log.warn(`${id} could not be asked for its interpreter: ${errorText(error)}`);
    }
  }
  return undefined;
}

type Way = (exports: unknown, scope: vscode.Uri) => Promise<string | undefined>;

async function askFor(
  extension: vscode.Extension<unknown>,
  way: Way,
  scope: vscode.Uri,
): Promise<string | undefined> {
  return way(await extension.activate(), scope);
}

async function fromPython(exports: unknown, scope: vscode.Uri): Promise<string | undefined> {
  const { environments } = v.parse(pythonApi, exports);
  const active: unknown = environments.getActiveEnvironmentPath(scope);
  const resolved = v.safeParse(resolvedEnvironment, await environments.resolveEnvironment(active));
  return resolved.success ? resolved.output.executable.uri.fsPath : undefined;
}

async function fromEnvironments(exports: unknown, scope: vscode.Uri): Promise<string | undefined> {
  const api = v.parse(environmentsApi, exports);
  const found = v.safeParse(managedEnvironment, await api.getEnvironment(scope));
  return found.success ? found.output.execInfo.run.executable : undefined;
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
