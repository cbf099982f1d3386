import { newId } from '../../../src/model/names.ts';
import type { MetricPoint, Run } from '../../../src/model/run.ts';
import { defaultArtifactUri, openStore, type Store } from '../../../src/store/store.ts';
import { makeProject, type Project } from '../../harness/project.ts';

/** A fresh store in a throw-away folder; removes itself with `await using`. */
export interface TemporaryStore extends AsyncDisposable {
  readonly store: Store;
  readonly project: Project;
}

export async function temporaryStore(): Promise<TemporaryStore> {
  const project = await makeProject({}, { git: false });
  const store = openStore(project.path('.trackline'));
  return {
    store,
    project,
    [Symbol.asyncDispose]: async () => {
      store.close();
      await project.remove();
    },
  };
}

/** Puts a run on record; what is not given is plain. */
export function addRun(
  store: Store,
  given: Partial<Run> & { readonly tags?: Readonly<Record<string, string>> } = {},
): string {
  const id = given.id ?? newId();
  const { tags = {}, ...rest } = given;
  store.runs.create(
    {
      id,
      name: 'calm-otter-1',
      experimentId: '0',
      status: 'RUNNING',
      startTime: 1_700_000_000_000,
      userId: 'ada',
      artifactUri: defaultArtifactUri(id),
      lifecycle: 'active',
      ...rest,
    },
    tags,
  );
  return id;
}

/** A point of the series `loss`, unless another is named. */
export function point(step: number, value: number, timestamp = 1000, key = 'loss'): MetricPoint {
  return { key, value, step, timestamp };
}
