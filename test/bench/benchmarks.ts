import { activation } from './activation.ts';
import { launch } from './launch.ts';
import { logCall } from './logCall.ts';
import { size } from './size.ts';
import { snapshot } from './snapshot.ts';
import type { Benchmark } from './support/benchmark.ts';

/** All of `npm run bench`, in its order. */
export const benchmarks: readonly Benchmark[] = [activation, launch, snapshot, logCall, size];
