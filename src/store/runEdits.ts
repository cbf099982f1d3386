import { tagNames } from '../model/run.ts';
import type { RunEdit } from '../protocol/tracker.ts';
import type { Store } from './store.ts';

/** Makes one change of a person's to several runs: to all of them or, on a failure, to none. */
export function editRuns(store: Store, runIds: readonly string[], edit: RunEdit): void {
  store.transaction(() => {
    for (const runId of runIds) editRun(store, runId, edit);
  });
}

function editRun(store: Store, runId: string, edit: RunEdit): void {
  switch (edit.kind) {
    case 'rename':
      store.runs.update(runId, { name: edit.name });
      return;
    case 'note':
      if (edit.text === '') store.runs.deleteTag(runId, tagNames.note);
      else store.runs.setTags(runId, { [tagNames.note]: edit.text });
      return;
    case 'tag':
      store.runs.setTags(runId, { [edit.key]: edit.value });
      return;
    case 'untag':
      store.runs.deleteTag(runId, edit.key);
      return;
    case 'star':
      setFlag(store, runId, tagNames.star, edit.on);
      return;
    case 'archive':
      setFlag(store, runId, tagNames.archived, edit.on);
      return;
    case 'delete':
      store.runs.setLifecycle(runId, 'deleted');
      return;
    case 'restore':
      store.runs.setLifecycle(runId, 'active');
  }
}

function setFlag(store: Store, runId: string, key: string, on: boolean): void {
  if (on) store.runs.setTags(runId, { [key]: 'true' });
  else store.runs.deleteTag(runId, key);
}
