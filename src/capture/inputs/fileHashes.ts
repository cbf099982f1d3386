import { Worker } from 'node:worker_threads';
import { errorText } from '../../model/errors.ts';
import { hashWorker, type FileKey, type HashReply, type HashRequest } from './hashWorker.ts';

export type { FileKey } from './hashWorker.ts';

/** Remembers digests from run to run. Both calls come from the thread that owns the hasher. */
export interface HashCache {
  get(key: FileKey): string | undefined;
  set(key: FileKey, digest: string): void;
}

/** How the work on one path ended. */
export type HashResult =
  | {
      readonly kind: 'hashed';
      /** `sha256:<hex>`. */
      readonly digest: string;
      readonly bytes: number;
      readonly files: number;
      /** Files of a folder that could not be read, and that the digest knows by name only. */
      readonly unreadable: number;
    }
  | { readonly kind: 'missing' }
  /** `reason` is a sentence of the operating system's. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'cancelled' };

interface Job {
  readonly request: HashRequest;
  readonly resolve: (result: HashResult) => void;
}

/**
 * Works out digests of files and folders, one after the other, in a thread of low priority, so that
 * neither the caller's event loop nor the training waits for it.
 */
export class FileHasher {
  readonly #cache: HashCache;
  readonly #queue: Job[] = [];
  #current: Job | undefined;
  #worker: Worker | undefined;
  #cancelled = false;

  constructor(cache: HashCache) {
    this.#cache = cache;
  }

  /** The content of a file, or of all files below a folder. Never rejects. */
  hash(path: string, kind: 'file' | 'folder' = 'file'): Promise<HashResult> {
    if (this.#cancelled) return Promise.resolve({ kind: 'cancelled' });
    return new Promise((resolve) => {
      this.#queue.push({ request: { kind, path }, resolve });
      this.#next();
    });
  }

  /** Ends the thread; what was not done yet ends as `cancelled`. Nothing is hashed afterwards. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    const waiting = this.#queue.splice(0);
    if (this.#current !== undefined) waiting.unshift(this.#current);
    this.#current = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    for (const job of waiting) job.resolve({ kind: 'cancelled' });
  }

  #next(): void {
    if (this.#current !== undefined) return;
    this.#current = this.#queue.shift();
    if (this.#current === undefined) {
      this.#worker?.unref(); // an idle hasher keeps no process alive
      return;
    }
    try {
      this.#worker ??= this.#start();
      this.#worker.ref();
      ask(this.#worker, this.#current.request);
    } catch (error) {
      this.#finish({ kind: 'unreadable', reason: errorText(error) });
    }
  }

  #start(): Worker {
    // Bundlers that keep function names wrap functions in a helper called `__name`.
    const source = `const __name = (f) => f; (${hashWorker.toString()})()`;
    const worker = new Worker(source, {
      eval: true,
      execArgv: [],
      name: 'trackline-hash',
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 512 },
    });
    worker.on('message', (reply: HashReply) => {
      if (worker === this.#worker) this.#take(worker, reply);
    });
    worker.on('error', (error) => {
      if (worker !== this.#worker) return;
      this.#worker = undefined;
      this.#finish({ kind: 'unreadable', reason: errorText(error) });
    });
    return worker;
  }

  #take(worker: Worker, reply: HashReply): void {
    switch (reply.kind) {
      case 'batch': {
        const digests = reply.keys.map((key) => this.#cache.get(key));
        ask(worker, { kind: 'known', digests });
        break;
      }
      case 'hashed':
        for (const [key, digest] of reply.found) this.#cache.set(key, digest);
        break;
      case 'done': {
        const { digest, bytes, files, unreadable } = reply;
        this.#finish({ kind: 'hashed', digest, bytes, files, unreadable });
        break;
      }
      case 'failed':
        this.#finish(
          reply.code === 'ENOENT' || reply.code === 'ENOTDIR'
            ? { kind: 'missing' }
            : { kind: 'unreadable', reason: reply.message },
        );
    }
  }

  #finish(result: HashResult): void {
    const job = this.#current;
    this.#current = undefined;
    job?.resolve(result);
    this.#next();
  }
}

function ask(worker: Worker, request: HashRequest): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  worker.postMessage(request);
}
