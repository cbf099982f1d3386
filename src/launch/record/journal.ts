import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { CodeState, Environment, LaunchEnd } from '../../model/launch.ts';
import type { LaunchFolder } from '../launchFolder.ts';

type Values = Readonly<Record<string, string>>;

/** What is known of a launch's parameters without the script's own word. */
export type KnownParams = Readonly<Record<'command' | 'default' | 'config', Values>>;

/** What a supervisor found out about its launch; the files of output and events hold the rest. */
export type JournalEntry =
  | {
      readonly kind: 'begin';
      readonly name: string;
      readonly user: string;
      readonly hostname: string;
    }
  | { readonly kind: 'code'; readonly code: CodeState }
  | { readonly kind: 'environment'; readonly environment: Environment }
  | { readonly kind: 'params'; readonly params: KnownParams }
  | { readonly kind: 'warning'; readonly text: string }
  /** How the command ended. Times are milliseconds since the epoch. */
  | {
      readonly kind: 'end';
      readonly end: LaunchEnd;
      readonly endTime: number;
      readonly stopped: boolean;
    };

const kinds = v.looseObject({
  kind: v.picklist(['begin', 'code', 'environment', 'params', 'warning', 'end']),
});

/**
 * Adds an entry to `record.jsonl` of the launch's folder, from which the record can be made again
 * when the database is lost. What cannot be kept there is left out: the database has it too.
 */
export function keepInJournal(folder: LaunchFolder, entry: JournalEntry): void {
  try {
    // The line break comes first, so that a line that a full disk cut short spoils no other.
    appendFileSync(folder.journal, `\n${JSON.stringify(entry)}`, { mode: 0o600 });
  } catch {
    // A full disk, or a folder that somebody cleared away: both are told where the run is recorded.
  }
}

/** The entries of a launch's journal in their order; none where there is no journal. */
export function readJournal(folder: LaunchFolder): readonly JournalEntry[] {
  if (!existsSync(folder.journal)) return [];
  return readFileSync(folder.journal, 'utf8').split('\n').flatMap(parseEntry);
}

/** The newest entry of a kind. */
export function lastEntry<Kind extends JournalEntry['kind']>(
  entries: readonly JournalEntry[],
  kind: Kind,
): Extract<JournalEntry, { kind: Kind }> | undefined {
  return entries.findLast(
    (entry): entry is Extract<JournalEntry, { kind: Kind }> => entry.kind === kind,
  );
}

/** A line that is torn or of another version is passed over; only Trackline writes the others. */
function parseEntry(line: string): JournalEntry[] {
  if (line === '') return [];
  try {
    const entry: unknown = JSON.parse(line);
    return v.is(kinds, entry) ? [entry as unknown as JournalEntry] : [];
  } catch {
    return [];
  }
}
