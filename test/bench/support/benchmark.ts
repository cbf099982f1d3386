import type { Measurement } from './measurement.ts';

/** What benchmarks are measured with; each part is made when the first one asks for it. */
export interface Kit {
  /** One line of progress. */
  readonly say: (line: string) => void;
  /** The built command line, `dist/cli.js`. */
  readonly cli: () => Promise<string>;
  /** The interpreter with the packages of test/requirements.txt. */
  readonly python: () => Promise<string>;
  /** An interpreter with TensorBoard's own reader, or a sentence that says why there is none. */
  readonly tensorBoardPython: () => Promise<{ file: string } | { missing: string }>;
  /** The packaged extension. */
  readonly vsix: () => Promise<{ file: string; size: number }>;
  /** Makes sure that there is a VS Code to open, and a browser to show it. */
  readonly editor: () => Promise<void>;
}

/** A part of `npm run bench` that can be run alone. */
export interface Benchmark {
  readonly name: string;
  readonly measure: (kit: Kit) => Promise<Measurement[]>;
}
