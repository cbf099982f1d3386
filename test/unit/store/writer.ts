/**
 * A process that writes to a store beside others. Arguments: the `.trackline/` folder, a name, how
 * many transactions. Waits for a line on stdin, so that all begin at once.
 */
import { once } from 'node:events';
import { newId } from '../../../src/model/names.ts';
import { openStore } from '../../../src/store/store.ts';
import { addRun, point } from './temporaryStore.ts';

const [root = '', name = '', count = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const store = openStore(root);
const run = addRun(store, { id: newId(), name });
for (let step = 0; step < Number(count); step += 1) {
  store.transaction(() => {
    store.metrics.log(run, [point(step, step), point(step, -step, 1, name)], 'logged');
    store.runs.setTags(run, { step: String(step) });
    store.experiments.setTag('0', `${name}-${step}`, 'written');
  });
}
store.close();
process.stdin.destroy();
