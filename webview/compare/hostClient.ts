import type { CompareMethod, CompareParams, CompareResult } from '../../src/protocol/compare.ts';
import type { FromComparePage, ToComparePage } from '../../src/protocol/comparePage.ts';
import { unpack } from '../../src/protocol/packing.ts';
import { t } from '../shared/text.ts';

/** Milliseconds to wait for an answer before saying that it does not come. */
const patience = 10_000;

interface Asked {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Asks the tracker through the editor, each question under a number. */
export class HostClient {
  readonly #send: (message: FromComparePage) => void;
  readonly #asked = new Map<number, Asked>();
  #last = 0;

  constructor(send: (message: FromComparePage) => void) {
    this.#send = send;
  }

  /** The answer; rejects with a sentence for people, after ten seconds at the latest. */
  async request<M extends CompareMethod>(
    method: M,
    params: CompareParams<M>,
  ): Promise<CompareResult<M>> {
    this.#last += 1;
    const id = this.#last;
    const answered = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#asked.delete(id);
        reject(new Error(t('Nothing came within ten seconds.')));
      }, patience);
      this.#asked.set(id, { resolve, reject, timer });
    });
    this.#send({ kind: 'request', id, method, params });
    return (await answered) as CompareResult<M>;
  }

  /** Takes an answer to one of its questions. */
  receive(message: Extract<ToComparePage, { readonly kind: 'answer' | 'refused' }>): void {
    const asked = this.#asked.get(message.id);
    if (asked === undefined) return;
    this.#asked.delete(message.id);
    clearTimeout(asked.timer);
    if (message.kind === 'answer') asked.resolve(message.result);
    else asked.reject(new Error(message.sentence));
  }
}

/** What the editor has sent; nothing when the message is none of ours. Both are of one build. */
export function readMessage(data: unknown): ToComparePage | undefined {
  const message = unpack(data);
  if (typeof message !== 'object' || message === null || !('kind' in message)) return undefined;
  return kinds.has(String(message.kind)) ? (message as ToComparePage) : undefined;
}

const kinds: ReadonlySet<string> = new Set([
  'open',
  'answer',
  'refused',
  'changed',
  'scope',
  'views',
  'failed',
] satisfies ToComparePage['kind'][]);
