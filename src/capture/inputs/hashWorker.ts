/** What is asked of the worker. */
export type HashRequest =
  | { readonly kind: 'file' | 'folder'; readonly path: string }
  /** Answers a `batch`: what the cache holds for each of its files. */
  | { readonly kind: 'known'; readonly digests: readonly (string | undefined)[] };

/** A file as it was when it was looked at: the same key stands for the same content. */
export interface FileKey {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly inode: number;
}

/** What the worker says. Each request ends with one `done` or `failed`. */
export type HashReply =
  /** Files whose digests may be known already. */
  | { readonly kind: 'batch'; readonly keys: readonly FileKey[] }
  /** Digests worked out anew, worth keeping. */
  | { readonly kind: 'hashed'; readonly found: readonly (readonly [FileKey, string])[] }
  | {
      readonly kind: 'done';
      readonly digest: string;
      readonly bytes: number;
      readonly files: number;
      readonly unreadable: number;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * The whole of the worker thread. It is started from its own source text, so that it needs no file
 * of its own beside a bundle: it must not refer to anything outside its body but Node's globals.
 *
 * A folder's digest is over one line for each file below it, in the order of the lines' paths as
 * UTF-16 text: `<relative path>\0<bytes>\0<digest of the content>\n`. Links to folders are not
 * followed. Memory does not grow with the size of files or the number of folders.
 */
export function hashWorker(): void {
  const fs = process.getBuiltinModule('node:fs');
  const os = process.getBuiltinModule('node:os');
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  const nodePath = process.getBuiltinModule('node:path');
  if (parentPort === null) return;
  const port = parentPort;
  const chunk = Buffer.allocUnsafeSlow(1 << 20);
  const batchSize = 256;
  /** A file changed this lately may change again within the same time stamp. */
  const settledAfterMs = 2000;
  const skipped = new Set(['.git', '.hg', '.svn', '.trackline', '__pycache__', 'node_modules']);
  let answer: ((digests: readonly (string | undefined)[]) => void) | undefined;

  // On Linux a thread has a priority of its own; elsewhere this would slow the whole process.
  if (process.platform === 'linux') {
    try {
      os.setPriority(os.constants.priority.PRIORITY_LOW);
    } catch {
      // Not allowed here: it works at the usual priority.
    }
  }

  port.on('message', (request: HashRequest) => {
    if (request.kind === 'known') answer?.(request.digests);
    else void serve(request.kind, request.path);
  });

  async function serve(kind: 'file' | 'folder', path: string): Promise<void> {
    try {
      const folder = kind === 'folder' || fs.statSync(path).isDirectory();
      say(folder ? await hashFolder(path) : await hashFile(path));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      say({ kind: 'failed', code: code ?? '', message });
    }
  }

  function say(reply: HashReply): void {
    port.postMessage(reply);
  }

  async function hashFile(path: string): Promise<HashReply> {
    const key = keyOf(path);
    const [known] = await askKnown([key]);
    if (known !== undefined) {
      return { kind: 'done', digest: known, bytes: key.bytes, files: 1, unreadable: 0 };
    }
    const digest = contentDigest(path);
    keep([[key, digest]]);
    return { kind: 'done', digest, bytes: key.bytes, files: 1, unreadable: 0 };
  }

  async function hashFolder(root: string): Promise<HashReply> {
    const whole = createHash('sha256');
    let [bytes, files, unreadable] = [0, 0, 0];
    let batch: { readonly relative: string; readonly key: FileKey }[] = [];
    const flush = async (): Promise<void> => {
      const known = await askKnown(batch.map(({ key }) => key));
      const found: [FileKey, string][] = [];
      for (const [index, { relative, key }] of batch.entries()) {
        let digest = known[index];
        try {
          if (digest === undefined) found.push([key, (digest = contentDigest(key.path))]);
        } catch {
          skip();
          digest = 'unreadable';
        }
        whole.update(`${relative}\0${key.bytes}\0${digest}\n`);
        bytes += key.bytes;
        files += 1;
      }
      if (found.length > 0) keep(found);
      batch = [];
    };
    const skip = (): void => {
      unreadable += 1;
    };
    for (const relative of filesBelow(root, '', skip)) {
      try {
        batch.push({ relative, key: keyOf(nodePath.join(root, relative)) });
      } catch {
        skip(); // gone meanwhile, or a link to nothing
      }
      if (batch.length >= batchSize) await flush();
    }
    await flush();
    return { kind: 'done', digest: `sha256:${whole.digest('hex')}`, bytes, files, unreadable };
  }

  /** In the order of the whole relative paths, one folder's names in memory at a time. */
  function* filesBelow(root: string, inside: string, unreadable: () => void): Generator<string> {
    for (const name of namesIn(root, inside, unreadable)) {
      const path = nodePath.join(root, inside, name);
      if (!name.endsWith('/')) {
        if (!isFolder(path)) yield inside + name;
      } else if (
        !skipped.has(name.slice(0, -1)) &&
        !fs.existsSync(nodePath.join(path, 'pyvenv.cfg'))
      ) {
        yield* filesBelow(root, inside + name, unreadable);
      }
    }
  }

  /** Folders end with a slash, so that sorting the names sorts the paths below them too. */
  function namesIn(root: string, inside: string, unreadable: () => void): string[] {
    const names: string[] = [];
    try {
      const folder = fs.opendirSync(nodePath.join(root, inside));
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (entry.isDirectory()) names.push(`${entry.name}/`);
        else if (entry.isFile() || entry.isSymbolicLink()) names.push(entry.name);
      }
      folder.closeSync();
    } catch (error) {
      if (inside === '') throw error;
      unreadable();
    }
    return names.sort();
  }

  function isFolder(path: string): boolean {
    return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  function keyOf(path: string): FileKey {
    const stat = fs.statSync(path);
    if (!stat.isFile()) throw new Error('It is not a regular file.');
    return { path, bytes: stat.size, mtimeMs: stat.mtimeMs, inode: stat.ino };
  }

  function contentDigest(path: string): string {
    const hash = createHash('sha256');
    const fd = fs.openSync(path, 'r');
    try {
      for (;;) {
        const read = fs.readSync(fd, chunk, 0, chunk.length, null);
        if (read === 0) return `sha256:${hash.digest('hex')}`;
        hash.update(read === chunk.length ? chunk : chunk.subarray(0, read));
      }
    } finally {
      fs.closeSync(fd);
    }
  }

  function askKnown(keys: readonly FileKey[]): Promise<readonly (string | undefined)[]> {
    return new Promise((resolve) => {
      answer = resolve;
      say({ kind: 'batch', keys });
    });
  }

  function keep(found: readonly (readonly [FileKey, string])[]): void {
    const settled = found.filter(([key]) => {
      const now = fs.statSync(key.path, { throwIfNoEntry: false });
      return (
        now?.size === key.bytes &&
        now.mtimeMs === key.mtimeMs &&
        Date.now() - key.mtimeMs > settledAfterMs
      );
    });
    if (settled.length > 0) say({ kind: 'hashed', found: settled });
  }
}
