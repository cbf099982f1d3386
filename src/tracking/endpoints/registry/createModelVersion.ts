import type { TrackingContext } from '../../context.ts';
import { pythonJson } from '../../http/errors.ts';
import type { Fields } from '../../http/fields.ts';
import { isObject } from '../../http/fields.ts';
import { checkRegisteredName } from '../../limits.ts';
import { describeVersion } from './modelVersions.ts';
import {
  checkTags,
  isPrompt,
  readRegistryTags,
  requireRegisteredModel,
} from './registeredModels.ts';
import { checkPromptSource, findSource, type FoundSource } from './versionSource.ts';

/** The tag of a logged model that names the versions made of it. */
const versionsTag = 'mlflow.modelVersions';

/** `POST model-versions/create` */
export function createModelVersion(context: TrackingContext, fields: Fields): object {
  const { store } = context;
  const name = fields.requiredText('name');
  const tags = readRegistryTags(fields);
  // Of texts that are not given, MLflow keeps the empty one.
  const description = fields.text('description') ?? '';
  const runLink = fields.text('run_link') ?? '';
  return store.transaction(() => {
    const { source, location, runId, loggedModelId } = readSource(context, fields, isPrompt(tags));
    checkRegisteredName(name);
    checkTags(tags);
    requireRegisteredModel(context, name);
    const version = store.modelVersions.create({
      name,
      description,
      source,
      location,
      runId: runId ?? '',
      runLink,
      ...(loggedModelId && { loggedModelId }),
      creationTime: Date.now(),
      tags,
    });
    if (loggedModelId) nameVersion(context, loggedModelId, { name, version });
    return { model_version: describeVersion(context, { name, version }) };
  });
}

function readSource(context: TrackingContext, fields: Fields, ofPrompt: boolean): FoundSource {
  const source = fields.requiredText('source');
  const runId = fields.text('run_id');
  const loggedModelId = fields.text('model_id');
  if (!ofPrompt) return findSource(context, { source, runId, loggedModelId });
  checkPromptSource(source);
  return { source, location: source, runId, loggedModelId: undefined };
}

/** Notes a version with the logged model that it was made of, as MLflow's own server does. */
function nameVersion(
  context: TrackingContext,
  loggedModelId: string,
  entry: { readonly name: string; readonly version: number },
): void {
  const { loggedModels } = context.store;
  const known = readEntries(loggedModels.get(loggedModelId)?.tags[versionsTag]);
  const entries = [...known, entry].map(
    (each) =>
      `{${Object.entries(each)
        .map(([key, value]) => `${pythonJson(key)}: ${pythonJson(value)}`)
        .join(', ')}}`,
  );
  loggedModels.setTags(loggedModelId, {
    [versionsTag]: `[${[...new Set(entries)].join(', ')}]`,
  });
}

function readEntries(tag: string | undefined): Record<string, unknown>[] {
  if (tag === undefined) return [];
  try {
    const entries: unknown = JSON.parse(tag);
    return Array.isArray(entries) ? entries.filter(isObject) : [];
  } catch {
    // Clients may write what they like into a tag; it is replaced.
    return [];
  }
}
