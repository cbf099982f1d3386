import type { WordsQuery } from '../../protocol/compare.ts';
import type { Store } from '../store.ts';
import { readColumns, runKeysOf } from './columnValues.ts';
import { comparedRuns } from './comparedRuns.ts';

/** The texts that runs have in a column, the most frequent first; none for a column of numbers. */
export function columnWords(store: Store, { scope, column, limit }: WordsQuery): string[] {
  const { runIds } = comparedRuns(store, { scope, filter: '', orderBy: [] });
  const [data] = readColumns(store, runKeysOf(store, runIds), [column]);
  if (data?.kind !== 'text') return [];
  const counts = new Int32Array(data.words.length);
  for (const code of data.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return [...data.words.keys()]
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .slice(0, limit)
    .flatMap((code) => data.words[code] ?? []);
}
