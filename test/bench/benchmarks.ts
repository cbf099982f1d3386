import { activation } from './activation.ts';
import { diagnostics } from './diagnostics.ts';
import { compareTable } from './compareTable.ts';
import { charts } from './charts.ts';
import { launch } from './launch.ts';
import { logCall } from './logCall.ts';
import { mlflowClient } from './mlflowClient.ts';
import { pipelineServer } from './pipelineServer.ts';
import { push } from './push.ts';
import { search } from './search.ts';
import { seen } from './seen.ts';
import { size } from './size.ts';
import { scan } from './scan.ts';
import { snapshot } from './snapshot.ts';
import { storeWrites } from './storeWrites.ts';
import { supervisor } from './supervisor.ts';
import { tableView } from './tableView.ts';
import { tensorBoard } from './tensorBoard.ts';
import type { Benchmark } from './support/benchmark.ts';

/** All of `npm run bench`, in its order. */
export const benchmarks: readonly Benchmark[] = [
  activation,
  launch,
  snapshot,
  logCall,
  mlflowClient,
  storeWrites,
  search,
  diagnostics,
  compareTable,
  tableView,
  pipelineServer,
  tensorBoard,
  supervisor,
  seen,
  charts,
  push,
  scan,
  size,
];
