import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseEventLine, type HelperEvent } from '../capture/inputs/eventLines.ts';
import { readRange } from './outputIndex.ts';

/** Bytes taken of one file at a time. */
const pieceBytes = 4 * 1024 * 1024;

/** Follows the event files that the processes of a launch write. */
export class EventTail {
  readonly #folder: string;
  readonly #offsets = new Map<string, number>();
  readonly #report: (warning: string) => void;

  /** @param report gets a sentence when lines cannot be understood. */
  constructor(folder: string, report: (warning: string) => void) {
    this.#folder = folder;
    this.#report = report;
  }

  /** What has been written since the last call, whole lines only. */
  poll(): HelperEvent[] {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith('.jsonl'));
    return names.sort().flatMap((name) => this.#read(join(this.#folder, name)));
  }

  #read(path: string): HelperEvent[] {
    const offset = this.#offsets.get(path) ?? 0;
    const bytes = readRange(path, offset, pieceBytes);
    const end = bytes.lastIndexOf('\n') + 1;
    if (end === 0) return [];
    this.#offsets.set(path, offset + end);
    const events: HelperEvent[] = [];
    for (const line of bytes.toString('utf8', 0, end - 1).split('\n')) {
      const parsed = parseEventLine(line);
      if (parsed.kind === 'event') events.push(parsed.event);
      if (parsed.kind === 'malformed') {
        this.#report(`A line that a process of the run wrote to ${path} was passed over.`);
      }
    }
    return events;
  }
}
