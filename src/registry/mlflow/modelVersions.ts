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
  deprecated: 'trackline.deprecated',
  /** There while a signature lies beside the files. */
  signed: 'trackline.signed',
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

/** A name of the registry. */
export interface RegisteredName {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Where its aliases are: alias → version. */
  readonly aliases: Readonly<Record<string, string>>;
}

const promptTag = 'mlflow.prompt.is_prompt';

const registeredForm = v.object({
  name: v.string(),
  tags: v.optional(v.array(keyValue), []),
  aliases: v.optional(
    v.array(v.object({ alias: v.string(), version: v.union([v.string(), v.number()]) })),
    [],
  ),
});

function registeredName(found: v.InferOutput<typeof registeredForm>): RegisteredName {
  const places = found.aliases.map(({ alias, version }) => [alias, String(version)] as const);
  return {
    name: found.name,
    tags: Object.fromEntries(found.tags.map(({ key, value }) => [key, value])),
    aliases: Object.fromEntries(places),
  };
}

/** One registered model; undefined when there is none of that name. */
export async function registeredModel(
  client: MlflowClient,
  name: string,
): Promise<RegisteredName | undefined> {
  const form = v.object({ registered_model: v.nullable(registeredForm) });
  const { registered_model: found } = await client.call(
    'GET',
    'registered-models/get',
    { name },
    form,
    { RESOURCE_DOES_NOT_EXIST: { registered_model: null } },
  );
  return found === null ? undefined : registeredName(found);
}

/** The registered models by name; prompts, which MLflow keeps among them, left out. */
export async function registeredModels(client: MlflowClient): Promise<RegisteredName[]> {
  const form = v.object({
    registered_models: v.optional(v.array(registeredForm), []),
    next_page_token: v.optional(v.string()),
  });
  const found: RegisteredName[] = [];
  let token: string | undefined;
  do {
    const page: v.InferOutput<typeof form> = await client.call(
      'GET',
      'registered-models/search',
      { max_results: 1000, ...(token === undefined ? {} : { page_token: token }) },
      form,
    );
    const models = page.registered_models.map(registeredName);
    found.push(...models.filter(({ tags }) => tags[promptTag] !== 'true'));
    token = page.next_page_token === '' ? undefined : page.next_page_token;
  } while (token !== undefined);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
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

/** Says that a signature lies beside the files of a version. */
export async function setSigned(
  client: MlflowClient,
  name: string,
  version: string,
): Promise<void> {
  const tag = { name, version, key: versionTags.signed, value: 'true' };
  await client.call('POST', 'model-versions/set-tag', tag, nothing);
}

/** Says that nobody should take a version any more; without a reason it may be taken again. */
export async function setDeprecated(
  client: MlflowClient,
  name: string,
  version: string,
  reason: string | undefined,
): Promise<void> {
  const tag = { name, version, key: versionTags.deprecated };
  await (reason === undefined
    ? client.call('DELETE', 'model-versions/delete-tag', tag, nothing)
    : client.call('POST', 'model-versions/set-tag', { ...tag, value: reason }, nothing));
}

/** Takes a version away; its files stay where they are, which is MLflow's way. */
export async function deleteVersion(
  client: MlflowClient,
  name: string,
  version: string,
): Promise<void> {
  await client.call('DELETE', 'model-versions/delete', { name, version }, nothing);
}

/** Where the files of a version are, in the server’s own words. */
export async function downloadUri(
  client: MlflowClient,
  name: string,
  version: string,
): Promise<string> {
  const form = v.object({ artifact_uri: v.string() });
  return (await client.call('GET', 'model-versions/get-download-uri', { name, version }, form))
    .artifact_uri;
}
