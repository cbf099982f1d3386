import * as v from 'valibot';
import { RegistryProblem } from '../http/problems.ts';
import { parsePage, type OciClient } from './ociClient.ts';

const catalogForm = v.object({ repositories: v.nullish(v.array(v.string())) });

/**
 * The names of all repositories of a registry, sorted; undefined when it does not tell them, as
 * most hosted ones do not. Source: the catalog of distribution, which the OCI specification left
 * out.
 *
 * @throws {RegistryProblem} of status 401 when it does not let us in.
 */
export async function repositories(client: OciClient): Promise<string[] | undefined> {
  const found: string[] = [];
  let told = false;
  try {
    const pages = client.pages({
      method: 'GET',
      path: client.resolve('/v2/_catalog?n=1000'),
      scope: 'registry:catalog:*',
      what: 'list its models',
      expected: [200, 404, 405],
    });
    for await (const page of pages) {
      told = true;
      found.push(...(parsePage(catalogForm, page, client).repositories ?? []));
    }
  } catch (error) {
    if (error instanceof RegistryProblem && [400, 403].includes(error.status)) return undefined;
    throw error;
  }
  return told ? found.toSorted() : undefined;
}
