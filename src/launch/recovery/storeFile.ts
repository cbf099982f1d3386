import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How every SQLite database begins: https://www.sqlite.org/fileformat.html#the_database_header */
const magic = Buffer.from('SQLite format 3\0', 'latin1');

/**
 * The database file that a process has opened. It may be given another name, or be cleared away,
 * under an open connection, which then goes on writing what nobody reads.
 */
export class StoreFile {
  readonly #path: string;
  readonly #opened: bigint | undefined;

  /** @param root the `.trackline/` folder whose database has just been opened. */
  constructor(root: string) {
    this.#path = join(root, 'trackline.db');
    this.#opened = this.#inode();
  }

  /** `replaced`: another database is in its place. */
  state(): 'same' | 'replaced' | 'gone' {
    const inode = this.#inode();
    if (inode === undefined) return 'gone';
    return inode === this.#opened ? 'same' : 'replaced';
  }

  /**
   * Whether the file does not even begin as a database does. Who has it open and its pages in
   * memory need not notice.
   */
  isOverwritten(): boolean {
    if (this.state() !== 'same') return false;
    const file = openSync(this.#path, 'r');
    try {
      const start = Buffer.alloc(magic.length);
      readSync(file, start, 0, start.length, 0);
      return !start.equals(magic);
    } finally {
      closeSync(file);
    }
  }

  #inode(): bigint | undefined {
    return statSync(this.#path, { bigint: true, throwIfNoEntry: false })?.ino;
  }
}
