import * as v from 'valibot';
import { RegistryProblem } from '../http/problems.ts';
import { bodyText } from '../http/request.ts';
import { inParallel } from '../inParallel.ts';
import { indexType, type OciClient } from './ociClient.ts';

/*
 * What refers to a manifest: manifests of their own that name it as their subject, as OCI 1.1 has
 * it. A registry without the referrers API keeps their list as an index at a tag made of the
 * subject's digest. Source: OCI distribution specification 1.1, "Referrers tag schema".
 */

/** A manifest as a list names it. */
export const descriptorForm = v.looseObject({
  mediaType: v.string(),
  digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  size: v.number(),
  artifactType: v.optional(v.string()),
});
const indexForm = v.object({ manifests: v.array(descriptorForm) });
export type Descriptor = v.InferOutput<typeof descriptorForm>;

/** The tag that stands for the list of what refers to a manifest. */
function listTag(digest: string): string {
  return digest.replace(':', '-');
}

/** Whether a tag stands for such a list, or is one that other tools make of a digest. */
export function isListTag(tag: string): boolean {
  return /^sha256-[0-9a-f]{64}/.test(tag);
}

/** Adds to the list at the tag, where the registry keeps none of its own. */
export async function addToTag(
  client: OciClient,
  subject: string,
  added: Descriptor,
): Promise<void> {
  const others = await taggedReferrers(client, subject);
  const index = {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [...others.filter(({ digest }) => digest !== added.digest), added],
  };
  await client.putManifest(listTag(subject), JSON.stringify(index), indexType);
}

async function taggedReferrers(client: OciClient, subject: string): Promise<Descriptor[]> {
  return referrersIn((await client.manifest(listTag(subject)))?.text);
}

function referrersIn(text: string | undefined): Descriptor[] {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), indexForm), text);
  return parsed.success ? parsed.output.manifests : [];
}

/** What refers to a manifest, by the API of the registry and by the tag that stands for it. */
export async function referrers(client: OciClient, subject: string): Promise<Descriptor[]> {
  const told = (await toldReferrers(client, subject)) ?? [];
  // Some take a subject without telling of it afterwards.
  return told.length > 0 ? told : await taggedReferrers(client, subject);
}

/**
 * What refers to each of several manifests, as far as one request for each tells: a registry that
 * does not tell is not asked again, nor for a tag that it does not have.
 *
 * @param tags all that the repository has.
 */
export async function referrersOfEach(
  client: OciClient,
  subjects: readonly string[],
  tags: readonly string[],
): Promise<ReadonlyMap<string, readonly Descriptor[]>> {
  const found = new Map<string, readonly Descriptor[]>();
  let tells = true;
  await inParallel(subjects, async (subject) => {
    if (tags.includes(listTag(subject))) found.set(subject, await taggedReferrers(client, subject));
    else if (tells) {
      const told = await toldReferrers(client, subject).catch((error: unknown) => {
        if (error instanceof RegistryProblem) return;
        throw error;
      });
      if (told === undefined) tells = false;
      else found.set(subject, told);
    }
  });
  return found;
}

/** Undefined where the registry does not tell. */
async function toldReferrers(
  client: OciClient,
  subject: string,
): Promise<Descriptor[] | undefined> {
  try {
    const response = await client.call({
      method: 'GET',
      path: `referrers/${subject}`,
      headers: { accept: indexType },
      what: 'look for signatures',
      expected: [200],
    });
    return referrersIn(await bodyText(response));
  } catch (error) {
    // Registries without that API refuse it in many ways; some do not even say that it is unknown.
    const refused = error instanceof RegistryProblem && error.status >= 400 && error.status < 500;
    if (refused || (error instanceof RegistryProblem && error.status === 501)) return undefined;
    throw error;
  }
}
