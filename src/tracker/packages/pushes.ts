import type { MessageConnection } from 'vscode-jsonrpc/node';
import { pushModel, UnsafeModel } from '../../packaging/pushModel.ts';
import type { PushAnswer, PushRequest } from '../../protocol/packages.ts';
import type { Store } from '../../store/store.ts';
import { accessTo } from './access.ts';
import { progressTeller } from './progress.ts';

/** Pushes a package for the editor; findings that stop it are an answer, not a failure. */
export async function pushFor(
  store: Store,
  connection: MessageConnection,
  request: PushRequest,
  signal: AbortSignal,
): Promise<PushAnswer> {
  const { folder, override, transfer } = request;
  const { target, options } = await accessTo(store.root, request, signal);
  try {
    const { name, version, reference, digest } = await pushModel(store, folder, target, {
      ...options,
      progress: progressTeller(connection, transfer),
      ...(override === undefined ? {} : { override }),
    });
    return { kind: 'pushed', name, version, reference, digest };
  } catch (error) {
    if (error instanceof UnsafeModel) return { kind: 'unsafe', findings: error.findings };
    throw error;
  }
}
