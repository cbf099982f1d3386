import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EventLineReader, type HelperEvent } from '../../capture/inputs/eventLines.ts';
import type { LaunchSecrets } from './launchSecrets.ts';
import { FileMask } from '../output/fileMask.ts';
import { readRange } from '../output/outputIndex.ts';

/** Bytes taken of one file at a time. */
const pieceBytes = 4 * 1024 * 1024;

interface EventFile {
  readonly mask: FileMask;
  readonly lines: EventLineReader;
  offset: number;
}

/** Follows the event files that the processes of a launch write, and masks secrets in them. */
export class EventTail {
  readonly #folder: string;
  readonly #files = new Map<string, EventFile>();
  readonly #report: (warning: string) => void;
  readonly #secrets: LaunchSecrets;
  #behind = false;

  /** @param report gets a sentence when lines cannot be understood. */
  constructor(folder: string, secrets: LaunchSecrets, report: (warning: string) => void) {
    this.#folder = folder;
    this.#secrets = secrets;
    this.#report = report;
  }

  /** Whether the last call left events to the next one, since there were too many for one. */
  get behind(): boolean {
    return this.#behind;
  }

  /** The events that have been written since the last call. */
  poll(): HelperEvent[] {
    this.#behind = false;
    const names = this.#names().filter((name) => name.endsWith('.jsonl'));
    return names.sort().flatMap((name) => this.#read(name));
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch (error) {
      // A person may clear the record away while a run goes on.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  #read(name: string): HelperEvent[] {
    let file = this.#files.get(name);
    if (file === undefined) {
      const mask = new FileMask(join(this.#folder, name), this.#secrets.masking('events'));
      file = { mask, lines: new EventLineReader(), offset: 0 };
      this.#files.set(name, file);
    }
    const path = join(this.#folder, name);
    const bytes = readRange(path, file.offset, pieceBytes);
    if (bytes.length === 0) return [];
    if (bytes.length === pieceBytes) this.#behind = true;
    const { offset } = file;
    file.offset += bytes.length;
    const malformed = file.lines.malformedCount;
    const events = file.lines.push(bytes);
    if (file.lines.malformedCount > malformed) {
      this.#report(`Lines that a process of the run wrote to ${path} were not understood.`);
    }
    for (const event of events) {
      if (event.kind === 'param' || event.kind === 'tag') {
        this.#secrets.knowledge.learn(Object.fromEntries(event.values));
      }
    }
    file.mask.mask(offset, bytes);
    return events;
  }
}
