import { setAsideSentence } from '../../store/damage/setAside.ts';
import { openOrBeginStore, type Store } from '../../store/store.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import { refusal, type SupervisorContext } from './context.ts';
import { Supervisor } from './supervisor.ts';

/**
 * Lets a supervisor work on a launch's store.
 *
 * @param root the store's folder.
 * @returns what the work gives; `undefined` when the store could not be opened, which is reported.
 */
export async function withSupervisor<T>(
  root: string,
  spec: LaunchSpec,
  context: SupervisorContext,
  work: (supervisor: Supervisor) => Promise<T>,
): Promise<T | undefined> {
  let store: Store;
  try {
    store = openOrBeginStore(root, (aside) => {
      context.log(setAsideSentence(root, aside));
      context.report({ kind: 'trouble', text: setAsideSentence(root, aside) });
    });
  } catch (error) {
    context.report(refusal(error));
    return undefined;
  }
  try {
    return await work(new Supervisor(spec, context, store));
  } finally {
    store.close();
  }
}
