/**
 * A process that settles launches beside others. Argument: the `.trackline/` folder. Waits for a
 * line on stdin, so that all begin at once, and prints how many launches it settled.
 */
import { once } from 'node:events';
import { reconcile } from '../../../src/launch/recovery/reconcile.ts';
import { openStore } from '../../../src/store/store.ts';

const store = openStore(process.argv[2] ?? '');
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const settled = await reconcile(store, 'no-supervisor.js');
process.stdout.write(`${settled.length}\n`);
store.close();
process.stdin.destroy();
