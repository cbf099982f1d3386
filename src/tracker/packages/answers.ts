import { rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../model/errors.ts';
import { inputExampleOf } from '../../packaging/inputExample.ts';
import { listPackages } from '../../packaging/listPackages.ts';
import { listRegisteredModels } from '../../packaging/listRegisteredModels.ts';
import { buildNextVersion, packagesFolder } from '../../packaging/planPackage.ts';
import { ClosedGate } from '../../packaging/openGates.ts';
import { promoteModel } from '../../packaging/promoteModel.ts';
import { rollBack } from '../../packaging/rollBack.ts';
import {
  packageRequests,
  type PromoteAnswer,
  type RegisteredRow,
  type SignAnswer,
  type SignRequest,
} from '../../protocol/packages.ts';
import { buildPackage } from '../../registry/build/buildPackage.ts';
import { describePackage } from '../../registry/describePackage.ts';
import { LockedKey, readPrivateKey, readPublicKey } from '../../registry/signing/keys.ts';
import { signPackage } from '../../registry/signing/signPackage.ts';
import { verifyPackage } from '../../registry/verifyPackage.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';
import type { Store } from '../../store/store.ts';
import { answerDrafts, wishedPlan } from './drafts.ts';
import { answerGates } from './gates.ts';
import { begun, type PackageParts } from './parts.ts';
import { previewOf } from './previews.ts';
import { pushFor } from './pushes.ts';
import { answerRemote } from './remote.ts';

/** Answers what the editor asks about packages of models. */
export function answerPackages(parts: PackageParts): void {
  const { connection, projects, answer, answerUntil } = parts;
  connection.onRequest(
    packageRequests.plan,
    answer(({ store, source }) => previewOf(projects.store(store), store, source)),
  );
  connection.onRequest(
    packageRequests.build,
    answerUntil(async ({ store: root, source, wishes, versionChosen, override }, signal) => {
      const store = begun(projects, root);
      const wished = await wishedPlan(store, source, wishes, override);
      const plan = wishes.exampleOfData
        ? { ...wished, example: await inputExampleOf(wished, path.dirname(root)) }
        : wished;
      const build = versionChosen ? buildPackage : buildNextVersion;
      const built = await build(plan, packagesFolder(root), signal);
      store.changes.touch('model', built.name);
      return built;
    }),
  );
  connection.onRequest(
    packageRequests.list,
    answer(async ({ store: root }) => {
      const store = projects.store(root);
      if (store === undefined) return { packages: [], registered: [], problems: [] };
      return { ...(await listPackages(store)), registered: registeredRows(store) };
    }),
  );
  connection.onRequest(
    packageRequests.registries,
    answer(({ store }) =>
      Object.entries(readProjectFile(path.dirname(store)).file.registries).map(
        ([name, { url }]) => ({ name, url }),
      ),
    ),
  );
  connection.onRequest(
    packageRequests.push,
    answerUntil((request, signal) =>
      pushFor(begun(projects, request.store), connection, request, signal),
    ),
  );
  answerVersions(parts);
  answerGates(parts);
  answerDrafts(parts);
  answerRemote(parts);
}

function registeredRows(store: Store): RegisteredRow[] {
  return listRegisteredModels(store).flatMap(({ name, versions }) =>
    versions.map(({ version, created, run, folder, aliases }) => ({
      name,
      version: String(version),
      created,
      aliases,
      ...(run !== undefined && store.runs.get(run) !== undefined && { run }),
      ...(folder !== undefined && { folder }),
    })),
  );
}

/** Answers what is asked about one version. */
function answerVersions({ connection, projects, answer, answerUntil }: PackageParts): void {
  connection.onRequest(
    packageRequests.promote,
    answer(({ store, folder, alias }) => promote(begun(projects, store), folder, alias)),
  );
  connection.onRequest(
    packageRequests.rollBack,
    answer(({ store, name, alias }) => rollBack(begun(projects, store), name, alias)),
  );
  connection.onRequest(
    packageRequests.verify,
    answerUntil(async ({ folder, publicKey }, signal) => {
      const key = publicKey === undefined ? undefined : await readPublicKey(publicKey);
      return await verifyPackage(folder, signal, key);
    }),
  );
  connection.onRequest(
    packageRequests.sign,
    answerUntil(
      async ({ store, ...request }, signal) => await sign(begun(projects, store), request, signal),
    ),
  );
  connection.onRequest(
    packageRequests.remove,
    answer(async ({ store: root, folder }) => {
      const store = begun(projects, root);
      // Nothing but a version's folder is ever deleted.
      const [name, version, ...more] = path.relative(packagesFolder(root), folder).split(path.sep);
      if (!name || !version || name === '..' || more.length > 0) {
        throw new UserError(`${folder} is no package of this project.`, '');
      }
      await rm(folder, { recursive: true, force: true });
      store.changes.touch('model', name);
    }),
  );
}

async function sign(
  store: Store,
  { folder, key: file, passphrase }: Omit<SignRequest, 'store'>,
  signal: AbortSignal,
): Promise<SignAnswer> {
  try {
    const privateKey = await readPrivateKey(file, passphrase, 'Give its passphrase.');
    const { name, key } = await signPackage(folder, privateKey, signal);
    store.changes.touch('model', name);
    return { kind: 'signed', key };
  } catch (error) {
    if (error instanceof LockedKey) return { kind: 'locked' };
    throw error;
  }
}

async function promote(store: Store, folder: string, alias: string): Promise<PromoteAnswer> {
  const { file, problem } = readProjectFile(path.dirname(store.root));
  // Gates that cannot be read are not open.
  if (problem !== undefined) throw new UserError(problem, '');
  const { name, version } = await describePackage(folder);
  try {
    await promoteModel(store, folder, alias, file);
    return { kind: 'promoted', name, version };
  } catch (error) {
    if (error instanceof ClosedGate) return { kind: 'closed', verdicts: error.verdicts };
    throw error;
  }
}
