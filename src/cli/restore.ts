import { restoreRun } from '../launch/again/restoreRun.ts';
import { parseArguments } from './arguments.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { findRun, openProjectStore } from './projectStore.ts';
import { UsageError } from './usage.ts';

/** `trackline restore RUN DIR`: the exact files of a run in a folder of their own. */
export async function restore(args: readonly string[], output: Output): Promise<number> {
  const { positionals } = parseArguments({ args: [...args], allowPositionals: true });
  const [name, folder, ...others] = positionals;
  if (name === undefined || folder === undefined || others.length > 0) {
    throw new UsageError('Name a run and a folder: `trackline restore RUN DIR`.');
  }
  const { store } = await openProjectStore(process.cwd(), output);
  using interrupted = interruption();
  try {
    const restored = await restoreRun(store, findRun(store, name).id, folder, interrupted.signal);
    for (const remark of restored.remarks) output.remark(remark);
    output.line(restored.folder);
    return 0;
  } finally {
    store.close();
  }
}
