import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import type { MlflowClient } from './mlflowClient.ts';

/** A version of a registered model. */
export interface ModelVersion {
  readonly version: string;
  /** Where its files are. */
  readonly source: string;
  readonly runId: string;
  /** Milliseconds since the epoch, UTC. */
  readonly created: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
}

/** Tags of ours on a version. */
export const versionTags = {
  package: 'trackline.package.digest',
  packageVersion: 'trackline.package.version',
  run: 'trackline.run',
  override: 'trackline.findings.override',
} as const;

const keyValue = v.object({ key: v.string(), value: v.optional(v.string(), '') });
const versionForm = v.object({
  version: v.union([v.string(), v.number()]),
  source: v.optional(v.string(), ''),
  run_id: v.optional(v.string(), ''),
  creation_timestamp: v.optional(v.union([v.string(), v.number()]), 0),
  tags: v.optional(v.array(keyValue), []),
  aliases: v.optional(v.array(v.string()), []),
});
const nothing = v.unknown();

function versionOf(found: v.InferOutput<typeof versionForm>): ModelVersion {
  return {
    version: String(found.version),
    source: found.source,
    runId: found.run_id,
    created: Number(found.creation_timestamp),
    tags: Object.fromEntries(found.tags.map(({ key, value }) => [key, value])),
    aliases: found.aliases,
  };
}

/** The names of the registered models, sorted. */
export async function registeredModels(client: MlflowClient): Promise<string[]> {
  const form = v.object({
    registered_models: v.optional(v.array(v.object({ name: v.string() })), []),
    next_page_token: v.optional(v.string()),
  });
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page: v.InferOutput<typeof form> = await client.call(
      'GET',
      'registered-models/search',
      { max_results: 1000, ...(token === undefined ? {} : { page_token: token }) },
      form,
    );
    names.push(...page.registered_models.map(({ name }) => name));
    token = page.next_page_token === '' ? undefined : page.next_page_token;
  } while (token !== undefined);
  return names.toSorted();
}

/** The versions of a model, newest first; none when it does not exist. */
export async function modelVersions(client: MlflowClient, name: string): Promise<ModelVersion[]> {
  const form = v.object({ model_versions: v.optional(v.array(versionForm), []) });
  const quoted = name.replaceAll("'", "\\'");
  const { model_versions: found } = await client.call(
    'GET',
    'model-versions/search',
    { filter: `name='${quoted}'`, max_results: 10_000 },
    form,
    { RESOURCE_DOES_NOT_EXIST: { model_versions: [] } },
  );
  return found.map(versionOf).toSorted((a, b) => Number(b.version) - Number(a.version));
}

/** The version that an alias means. @throws {UserError} when there is none. */
export async function versionOfAlias(
  client: MlflowClient,
  name: string,
  alias: string,
): Promise<ModelVersion> {
  const form = v.object({ model_version: v.nullable(versionForm) });
  const none = { model_version: null };
  const { model_version: found } = await client.call(
    'GET',
    'registered-models/alias',
    { name, alias },
    form,
    { RESOURCE_DOES_NOT_EXIST: none, INVALID_PARAMETER_VALUE: none },
  );
  if (found !== null) return versionOf(found);
  throw new UserError(
    `${name} has no alias ${alias} at ${client.host}.`,
    'See `trackline models`.',
  );
}

/** Makes a registered model unless it exists. */
export async function ensureRegisteredModel(client: MlflowClient, name: string): Promise<void> {
  await client.call('POST', 'registered-models/create', { name }, nothing, {
    RESOURCE_ALREADY_EXISTS: {},
    ALREADY_EXISTS: {},
  });
}

/** Adds a version: from here on it is seen. */
export async function createVersion(
  client: MlflowClient,
  version: {
    readonly name: string;
    readonly source: string;
    readonly runId: string;
    readonly modelId?: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const form = v.object({ model_version: versionForm });
  const { model_version: made } = await client.call(
    'POST',
    'model-versions/create',
    {
      name: version.name,
      source: version.source,
      run_id: version.runId,
      ...(version.modelId === undefined ? {} : { model_id: version.modelId }),
      description: version.description,
      tags: Object.entries(version.tags).map(([key, value]) => ({ key, value })),
    },
    form,
  );
  return String(made.version);
}

/** Moves an alias to a version. */
export async function setAlias(
  client: MlflowClient,
  name: string,
  alias: string,
  version: string,
): Promise<void> {
  await client.call('POST', 'registered-models/alias', { name, alias, version }, nothing);
}
