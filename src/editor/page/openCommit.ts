import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import { withMethods } from '../foreignApi.ts';

/*
 * The part of the built-in Git extension's API, version 1, that is used here (`git.d.ts` of
 * VS Code's `extensions/git`).
 */
interface GitExports {
  readonly getAPI: (version: 1) => unknown;
}
interface GitApi {
  readonly openRepository: (root: vscode.Uri) => unknown;
}
interface Repository {
  readonly getCommit: (ref: string) => unknown;
}
const gitExports = withMethods<GitExports>('getAPI');
const gitApi = withMethods<GitApi>('openRepository');
const repositoryApi = withMethods<Repository>('getCommit');

/**
 * Shows what a commit changed, as a click on it in the Source Control graph does.
 * @throws {UserError} when the Git extension is off or does not know the repository or the commit.
 */
export async function openCommit(folder: string, hash: string): Promise<void> {
  const root = vscode.Uri.file(folder);
  try {
    const extension = vscode.extensions.getExtension<unknown>('vscode.git');
    const api = v.parse(gitApi, v.parse(gitExports, await extension?.activate()).getAPI(1));
    const repository = v.parse(repositoryApi, await api.openRepository(root));
    // The command below keeps to itself that there is no such commit.
    await repository.getCommit(hash);
    await vscode.commands.executeCommand('git.viewCommit', root, hash);
  } catch (error) {
    throw new UserError(
      vscode.l10n.t('Commit {0} could not be shown from {1}.', hash.slice(0, 8), folder),
      vscode.l10n.t('Check that the Git extension is enabled and that the commit still exists.'),
      { cause: error },
    );
  }
}
