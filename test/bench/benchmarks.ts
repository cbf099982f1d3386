import { activation } from './activation.ts';
import { size } from './size.ts';
import { snapshot } from './snapshot.ts';
import type { Benchmark } from './support/benchmark.ts';

/** All of `npm run bench`, in its order. */
export const benchmarks: readonly Benchmark[] = [activation, snapshot, size];
