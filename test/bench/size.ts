import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';

/** How large the packaged extension is. */
export const size: Benchmark = {
  name: 'size',
  measure: async (kit) => {
    const { file, size: bytes } = await kit.vsix();
    return [
      measurement({
        name: 'size',
        what: 'The .vsix of this platform, with its SQLite binary',
        unit: 'MB',
        better: 'lower',
        values: [bytes / 1e6],
        budget: { of: 'max', atMost: 6 },
        noPeer: 'nothing else can be packaged with the same content',
        settings: { file: file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1) },
      }),
    ];
  },
};
