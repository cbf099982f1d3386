import { errorText, UserError } from '../../model/errors.ts';
import type { RemoteModel, RemoteModels } from '../../model/remoteModels.ts';
import { RegistryProblem } from '../../registry/http/problems.ts';
import { repositories } from '../../registry/oci/catalog.ts';
import { parseReference } from '../../registry/oci/reference.ts';
import { ociVersionsSigned } from '../../registry/oci/versions.ts';
import type { Store } from '../../store/store.ts';
import { connect, type TransferOptions } from '../pushModel.ts';
import type { RegistryTarget } from '../registryTarget.ts';

/**
 * The models below the prefix of an OCI registry. One that does not tell its names is asked for
 * those that this project pushed there.
 *
 * @param asked names that are asked for whether or not the registry tells them.
 * @throws {UserError} when there is no such registry, or it does not let us in.
 */
export async function ociModels(
  store: Store | undefined,
  target: RegistryTarget,
  options: TransferOptions,
  asked: readonly string[],
): Promise<RemoteModels> {
  const known = [...pushedNames(store, target), ...asked];
  const told = await namesBelow(target, options).catch((error: unknown) => {
    // Some say so to everybody who asks for all names; without any of ours it is the answer.
    if (error instanceof RegistryProblem && error.status === 401 && known.length > 0) return;
    throw error;
  });
  const names = new Set([...(told ?? known), ...asked].toSorted());
  const models: RemoteModel[] = [];
  const problems: string[] = [];
  const missing: string[] = [];
  for (const name of names) {
    try {
      const reference = parseReference(`${target.url}/${name}`);
      using client = await connect(reference, target, options);
      const versions = await ociVersionsSigned(client);
      if (versions.length > 0) models.push({ name, versions });
      else if (asked.includes(name)) missing.push(name);
    } catch (error) {
      if (!(error instanceof UserError) || options.signal?.aborted === true) throw error;
      problems.push(`${name}: ${errorText(error)}`);
    }
  }
  // When nothing could be read the registry itself is the problem.
  const [problem] = problems;
  if (models.length === 0 && problem !== undefined) throw new UserError(problem, '');
  return { kind: 'oci', models, complete: told !== undefined, problems, missing };
}

async function namesBelow(
  target: RegistryTarget,
  options: TransferOptions,
): Promise<string[] | undefined> {
  const place = target.url.replace(/^oci:\/\//, '');
  const [host = '', ...prefix] = place.split('/');
  // A repository of any name speaks for the registry as a whole.
  using client = await connect(parseReference(`${host}/catalog`), target, options);
  const below = prefix.length === 0 ? '' : `${prefix.join('/')}/`;
  return (await repositories(client))
    ?.filter((name) => name.startsWith(below) && name.length > below.length)
    .map((name) => name.slice(below.length));
}

function pushedNames(store: Store | undefined, { label, url }: RegistryTarget): string[] {
  const pushes = store?.pushes.list() ?? [];
  const names = pushes
    .filter(({ registry }) => registry === label || registry.replace(/\/+$/, '') === url)
    .map(({ name }) => name);
  return [...new Set(names)];
}
