import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';

const uri = v.custom<vscode.Uri>((value) => value instanceof vscode.Uri);
/** Kept as the object that it is, whose methods need it. */
const repositoryApi = v.custom<Repository>(
  (value) =>
    typeof value === 'object' && value !== null && 'diffBetween' in value && 'getCommit' in value,
);
/** The part of the built-in Git extension's API (version 1) that is used here. */
const gitApi = v.object({ openRepository: v.function(), toGitUri: v.function() });
const gitExports = v.object({ getAPI: v.function() });
const commitInfo = v.object({
  hash: v.string(),
  message: v.string(),
  parents: v.array(v.string()),
});
const changes = v.array(v.object({ originalUri: uri, uri }));

interface Repository {
  readonly getCommit: (hash: string) => unknown;
  readonly diffBetween: (from: string, to: string) => unknown;
}

/** git's name of the tree that holds nothing, for a commit without a parent. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * Shows what a commit changed, in the editor's own view of many changes.
 * @throws {UserError} when the Git extension is off or does not know the repository or the commit.
 */
export async function openCommit(folder: string, hash: string): Promise<void> {
  try {
    const extension = vscode.extensions.getExtension<unknown>('vscode.git');
    const { getAPI } = v.parse(gitExports, await extension?.activate());
    const api = v.parse(gitApi, getAPI(1));
    const opened: unknown = await api.openRepository(vscode.Uri.file(folder));
    const repository = v.parse(repositoryApi, opened);
    const commit = v.parse(commitInfo, await repository.getCommit(hash));
    const before = commit.parents[0] ?? emptyTree;
    const found = v.parse(changes, await repository.diffBetween(before, commit.hash));
    const resources = found.map((change) => [
      change.uri,
      api.toGitUri(change.originalUri, before),
      api.toGitUri(change.uri, commit.hash),
    ]);
    const title = `${commit.hash.slice(0, 8)} ${commit.message.split('\n')[0] ?? ''}`;
    await vscode.commands.executeCommand('vscode.changes', title, resources);
  } catch (error) {
    throw new UserError(
      vscode.l10n.t('Commit {0} could not be shown from {1}.', hash.slice(0, 8), folder),
      vscode.l10n.t('Check that the Git extension is enabled and that the commit still exists.'),
      { cause: error },
    );
  }
}
