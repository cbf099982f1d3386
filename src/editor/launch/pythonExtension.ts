import * as v from 'valibot';
import * as vscode from 'vscode';
import { errorText } from '../../model/errors.ts';
import { withMethods } from '../foreignApi.ts';

/** Milliseconds to wait for an extension of others, which may be busy looking for environments. */
const patience = 10_000;

/** What the Python extension exports, as far as it is used here. */
interface PythonEnvironments {
  readonly getActiveEnvironmentPath: (scope: vscode.Uri) => unknown;
  readonly resolveEnvironment: (environment: unknown) => unknown;
}
const pythonExports = v.object({
  environments: withMethods<PythonEnvironments>('getActiveEnvironmentPath', 'resolveEnvironment'),
});
const resolvedEnvironment = v.object({
  executable: v.object({ uri: v.object({ fsPath: v.string() }) }),
});

/** What the Python Environments extension exports, as far as it is used here. */
interface EnvironmentManager {
  readonly getEnvironment: (scope: vscode.Uri) => unknown;
}
const environmentsExports = withMethods<EnvironmentManager>('getEnvironment');
const managedEnvironment = v.object({
  execInfo: v.object({ run: v.object({ executable: v.string() }) }),
});

/** Another extension, as far as it is used here. */
export type Foreign = Pick<vscode.Extension<unknown>, 'activate'>;

/**
 * The interpreter that a person has chosen in the Python extension, or in the Python Environments
 * extension where only that is installed; nothing when neither is, or neither has one.
 */
export async function activePython(
  scope: vscode.Uri,
  log: Pick<vscode.LogOutputChannel, 'info' | 'warn'>,
  find: (id: string) => Foreign | undefined = (id) => vscode.extensions.getExtension(id),
): Promise<string | undefined> {
  const ways = [
    ['ms-python.python', fromPython],
    ['ms-python.vscode-python-envs', fromEnvironments],
  ] as const;
  for (const [id, ask] of ways) {
    const extension = find(id);
    if (extension === undefined) continue;
    try {
      const found = await within(extension.activate().then((exported) => ask(exported, scope)));
      if (found !== undefined) return found;
      log.info(`${id} has no interpreter for ${scope.fsPath}`);
    } catch (error) {
      log.warn(`${id} could not be asked for its interpreter: ${errorText(error)}`);
    }
  }
  return undefined;
}

async function fromPython(exported: unknown, scope: vscode.Uri): Promise<string | undefined> {
  const { environments } = v.parse(pythonExports, exported);
  const active = environments.getActiveEnvironmentPath(scope);
  const resolved = v.safeParse(resolvedEnvironment, await environments.resolveEnvironment(active));
  return resolved.success ? resolved.output.executable.uri.fsPath : undefined;
}

async function fromEnvironments(exported: unknown, scope: vscode.Uri): Promise<string | undefined> {
  const manager = v.parse(environmentsExports, exported);
  const found = v.safeParse(managedEnvironment, await manager.getEnvironment(scope));
  return found.success ? found.output.execInfo.run.executable : undefined;
}

async function within<T>(work: PromiseLike<T>): Promise<T> {
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
