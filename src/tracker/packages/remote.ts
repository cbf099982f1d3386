import path from 'node:path';
import { compareVersions, type VersionFacts } from '../../model/compareVersions.ts';
import { UserError } from '../../model/errors.ts';
import type { ProjectFile } from '../../model/projectFile.ts';
import { ClosedGate } from '../../packaging/openGates.ts';
import {
  deleteRemote,
  deprecateRemote,
  promoteRemote,
  rollBackRemote,
} from '../../packaging/remote/changeRemote.ts';
import { listRemote } from '../../packaging/remote/listRemote.ts';
import { pullRemote } from '../../packaging/remote/pullRemote.ts';
import { withRemoteFiles } from '../../packaging/remote/remoteReader.ts';
import type { RemotePlace } from '../../packaging/remote/remoteVersions.ts';
import { folderReader, readVersionFacts } from '../../packaging/versionFacts.ts';
import {
  remoteRequests,
  type ComparedSide,
  type RemoteRequest,
} from '../../protocol/registries.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';
import { accessTo } from './access.ts';
import { begun, type PackageParts } from './parts.ts';
import { progressTeller } from './progress.ts';

/** Answers what the editor asks about models in registries. */
export function answerRemote({ connection, projects, answer, answerUntil }: PackageParts): void {
  connection.onRequest(
    remoteRequests.list,
    answerUntil(async (request, signal) => {
      const { target, options } = await accessTo(request.store, request, signal);
      return await listRemote(projects.store(request.store), target, options, request.names);
    }),
  );
  connection.onRequest(
    remoteRequests.history,
    answer(
      ({ store, registry, name }) =>
        projects.store(store)?.registryChanges.of(registry, name) ?? [],
    ),
  );
  connection.onRequest(
    remoteRequests.promote,
    answerUntil(async (request, signal) => {
      const { version, alias, name } = request;
      const file = gatesOf(request.store);
      const place = await placeOf(request, signal);
      try {
        await promoteRemote(begun(projects, request.store), place, version, alias, file);
        return { kind: 'promoted' as const, name, version };
      } catch (error) {
        if (!(error instanceof ClosedGate)) throw error;
        return { kind: 'closed' as const, verdicts: error.verdicts };
      }
    }),
  );
  connection.onRequest(
    remoteRequests.rollBack,
    answerUntil(async (request, signal) => {
      const place = await placeOf(request, signal);
      return await rollBackRemote(begun(projects, request.store), place, request.alias);
    }),
  );
  connection.onRequest(
    remoteRequests.deprecate,
    answerUntil(async (request, signal) => {
      const place = await placeOf(request, signal);
      const store = begun(projects, request.store);
      await deprecateRemote(store, place, request.version, request.reason);
    }),
  );
  connection.onRequest(
    remoteRequests.delete,
    answerUntil(async (request, signal) => {
      const place = await placeOf(request, signal);
      await deleteRemote(begun(projects, request.store), place, request.version);
    }),
  );
  connection.onRequest(
    remoteRequests.pull,
    answerUntil(async (request, signal) => {
      const { target, options, name } = await placeOf(request, signal);
      const progress = progressTeller(connection, request.transfer);
      const place = { target, name, options: { ...options, progress } };
      const store = begun(projects, request.store);
      const { folder, digest, files, verified } = await pullRemote(
        store,
        place,
        request.version,
        request.folder,
      );
      return { folder, digest, files, verified };
    }),
  );
  connection.onRequest(
    remoteRequests.compare,
    answerUntil(async ({ store, a, b }, signal) => {
      const record = projects.store(store);
      const factsOf = async (side: ComparedSide): Promise<VersionFacts> =>
        side.kind === 'folder'
          ? await readVersionFacts(folderReader(side.folder), side, record)
          : await withRemoteFiles(await placeOf({ store, ...side }, signal), side.version, (read) =>
              readVersionFacts(read, side, record),
            );
      const [left, right] = await Promise.all([factsOf(a), factsOf(b)]);
      return compareVersions(left, right);
    }),
  );
}

async function placeOf(
  request: Omit<RemoteRequest, 'version'>,
  signal: AbortSignal,
): Promise<RemotePlace> {
  return { ...(await accessTo(request.store, request, signal)), name: request.name };
}

/** Gates that cannot be read are not open. @throws {UserError} */
function gatesOf(root: string): ProjectFile {
  const { file, problem } = readProjectFile(path.dirname(root));
  if (problem !== undefined) throw new UserError(problem, '');
  return file;
}
