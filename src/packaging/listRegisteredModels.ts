import type { ModelStage } from '../store/tables/modelVersions.ts';
import { artifactFolder, type Store } from '../store/store.ts';

/** A version that a script registered through the tracking endpoint. */
export interface ListedVersion {
  readonly version: number;
  /** ISO 8601, UTC: when it was registered. */
  readonly created: string;
  readonly stage: ModelStage;
  readonly description?: string;
  /** Where it came from, in the words of who registered it. */
  readonly source: string;
  /** The folder of its files, where they are on this machine; perhaps not there any more. */
  readonly folder?: string;
  /** The run that made it, perhaps not one of this project. */
  readonly run?: string;
  /** The logged model that it was made of. */
  readonly loggedModel?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** `champion` and others that are at this version. */
  readonly aliases: readonly string[];
}

/** A name of the project's own model registry. */
export interface ListedRegisteredModel {
  readonly name: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The newest first. */
  readonly versions: readonly ListedVersion[];
}

/** MLflow keeps prompts among the models, marked with this tag. */
const promptTag = 'mlflow.prompt.is_prompt';

/** The models that scripts registered, by name; prompts, which are no models, left out. */
export function listRegisteredModels(store: Store): readonly ListedRegisteredModel[] {
  return store.registeredModels
    .list()
    .filter(({ tags }) => tags[promptTag] !== 'true')
    .map(({ name, description, tags, aliases }) => ({
      name,
      ...(description !== '' && { description }),
      tags,
      versions: store.modelVersions
        .of(name)
        .toReversed()
        .map((version) => {
          const folder = artifactFolder(store.root, version.location);
          return {
            version: version.version,
            created: new Date(version.creationTime).toISOString(),
            stage: version.stage,
            ...(version.description && { description: version.description }),
            source: version.source,
            ...(folder !== undefined && { folder }),
            ...(version.runId && { run: version.runId }),
            ...(version.loggedModelId && { loggedModel: version.loggedModelId }),
            tags: version.tags,
            aliases: Object.entries(aliases)
              .filter(([, at]) => at === version.version)
              .map(([alias]) => alias),
          };
        }),
    }));
}
