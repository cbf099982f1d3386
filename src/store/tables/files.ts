import type { RunFile } from '../../model/run.ts';
import type { Changes } from './changes.ts';
import type { Database } from '../database.ts';

/** What a cached digest is good for: the file as it was when it was hashed. */
export interface HashedFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly inode: number;
}

interface FileRow {
  readonly path: string;
  readonly direction: RunFile['direction'];
  readonly kind: RunFile['kind'];
  readonly digest: string | null;
  readonly bytes: number | null;
  readonly files: number;
}

/** Files that runs read and wrote, and the digests of files hashed before. */
export class Files {
  readonly #database: Database;
  readonly #changes: Changes;

  constructor(database: Database, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
  }

  /** Adds files to a run, or what has become known of them. */
  record(runId: string, files: readonly RunFile[]): void {
    this.#database
      .transaction(() => {
        const write = this.#database.prepare(
          `INSERT INTO files (run, direction, path, kind, digest, bytes, files)
           SELECT pk, ?, ?, ?, ?, ?, ? FROM runs WHERE id = ?
           ON CONFLICT (run, direction, path) DO UPDATE SET kind = excluded.kind,
             digest = coalesce(excluded.digest, digest), bytes = coalesce(excluded.bytes, bytes),
             files = excluded.files`,
        );
        for (const file of files) {
          write.run(
            file.direction,
            file.path,
            file.kind,
            file.digest ?? null,
            file.bytes ?? null,
            file.files,
            runId,
          );
        }
        this.#changes.touch('run', runId);
      })
      .immediate();
  }

  /** Takes a file off a run's record. */
  remove(runId: string, file: Pick<RunFile, 'direction' | 'path'>): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(
            `DELETE FROM files
             WHERE run = (SELECT pk FROM runs WHERE id = ?) AND direction = ? AND path = ?`,
          )
          .run(runId, file.direction, file.path);
        this.#changes.touch('run', runId);
      })
      .immediate();
  }

  of(runId: string): RunFile[] {
    return this.#database
      .prepare<[string], FileRow>(
        `SELECT path, direction, kind, digest, bytes, files FROM files
         WHERE run = (SELECT pk FROM runs WHERE id = ?) ORDER BY direction, path`,
      )
      .all(runId)
      .map((row) => ({
        path: row.path,
        direction: row.direction,
        kind: row.kind,
        files: row.files,
        ...(row.digest !== null && { digest: row.digest }),
        ...(row.bytes !== null && { bytes: row.bytes }),
      }));
  }

  /** The digest of a file that has not changed since it was hashed. */
  knownDigest(file: HashedFile): string | undefined {
    return this.#database
      .prepare<[string, number, number, number], string>(
        `SELECT digest FROM file_hashes
         WHERE path = ? AND bytes = ? AND mtime_ms = ? AND inode = ?`,
      )
      .pluck()
      .get(file.path, file.bytes, file.mtimeMs, file.inode);
  }

  rememberDigest(file: HashedFile, digest: string): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO file_hashes VALUES (?, ?, ?, ?, ?)')
      .run(file.path, file.bytes, file.mtimeMs, file.inode, digest);
  }
}
