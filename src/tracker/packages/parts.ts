import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { UserError } from '../../model/errors.ts';
import { openStore, type Store } from '../../store/store.ts';
import type { OpenProjects } from '../openProjects.ts';

/** What answering needs of the rest of the tracker. */
export interface PackageParts {
  readonly connection: MessageConnection;
  readonly projects: OpenProjects;
  /** Makes failures into sentences for people. */
  readonly answer: <P, R>(work: (params: P) => R | Promise<R>) => (params: P) => Promise<R>;
  /** As `answer`, for work that may be called off. */
  readonly answerUntil: <P, R>(
    work: (params: P, signal: AbortSignal) => Promise<R>,
  ) => (params: P, token: CancellationToken) => Promise<R>;
}

/** The store of a project; a package of a file may be the first thing on its record. */
export function begun(projects: OpenProjects, root: string): Store {
  const store = projects.store(root);
  if (store !== undefined) return store;
  openStore(root).close();
  const fresh = projects.store(root);
  if (fresh === undefined) throw new UserError(`Nothing is on record in ${root}.`, '');
  return fresh;
}
