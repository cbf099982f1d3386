import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { CompareScope, ManySeriesQuery } from '../../../../src/protocol/compare.ts';
import type {
  CompareAction,
  FromComparePage,
  Opening,
} from '../../../../src/protocol/comparePage.ts';
import { pack, unpack } from '../../../../src/protocol/packing.ts';
import type { Store } from '../../../../src/store/store.ts';
import { answerComparison } from '../../../../src/tracker/compare/answers.ts';
import { BrowserPages } from '../page/browserPage.ts';
import { dark, type Theme } from '../page/themes.ts';

/** The comparison panel in a browser, answered from a real store as the tracker does. */
export class OpenComparison {
  readonly page: Page;
  /** What the page asked the editor to do. */
  readonly actions: CompareAction[] = [];
  /** What it asked for of series. */
  readonly asked: ManySeriesQuery[] = [];
  readonly #store: Store;
  readonly #opening: Opening;
  /** Whether questions are answered. */
  answers = true;
  /** Questions that are not, and which of them have been asked. */
  unanswered: readonly string[] = [];
  readonly leftOpen: string[] = [];
  /** Questions that are refused, and with what. */
  refused: { readonly methods: readonly string[]; readonly sentence: string } | undefined;

  constructor(page: Page, store: Store, opening: Opening) {
    this.page = page;
    this.#store = store;
    this.#opening = opening;
  }

  /** Takes what the page sends, as the editor would. */
  async receive(message: FromComparePage): Promise<void> {
    if (!this.answers) return;
    if (message.kind === 'ready') await this.deliver({ kind: 'open', opening: this.#opening });
    if (message.kind === 'action') this.actions.push(message.action);
    if (message.kind !== 'request') return;
    const { id, method, params } = message;
    if (method === 'series') this.asked.push(params as ManySeriesQuery);
    if (this.unanswered.includes(method)) {
      this.leftOpen.push(method);
      return;
    }
    if (this.refused?.methods.includes(method) === true) {
      await this.deliver({ kind: 'refused', id, sentence: this.refused.sentence });
      return;
    }
    try {
      const result = await answerComparison(this.#store, method, params);
      await this.deliver({ kind: 'answer', id, result });
    } catch (error) {
      await this.deliver({ kind: 'refused', id, sentence: String(error) });
    }
  }

  /** Loads the page anew, as when it was hidden: what it keeps stays. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.begin();
  }

  /** Begins to answer the page. */
  async begin(): Promise<void> {
    await this.page.evaluate(() => {
      const toNode = window.tellNode;
      window.host.onSend = (message) => void toNode(message);
      for (const message of window.host.sent.splice(0)) void toNode(message);
    });
  }

  /** Tells the page that these runs have changed. */
  async changed(...runIds: readonly string[]): Promise<void> {
    await this.deliver({ kind: 'changed', runIds, objective: this.#opening.objective });
  }

  /** Sends the page a message; typed arrays go over to the browser as lists with their names. */
  async deliver(message: unknown): Promise<void> {
    await this.page.evaluate(
      (text) => {
        const arrays: Readonly<Record<string, (values: number[]) => unknown>> = {
          Float64Array: (values) => Float64Array.from(values),
          Int32Array: (values) => Int32Array.from(values),
          Uint8Array: (values) => Uint8Array.from(values),
        };
        const odd: Readonly<Record<string, number>> = { n: NaN, i: Infinity, j: -Infinity };
        const revived: unknown = JSON.parse(text, (_, value: unknown) => {
          if (typeof value !== 'object' || value === null || !('$array' in value)) return value;
          const { $array, values } = value as { $array: string; values: (number | string)[] };
          return arrays[$array]?.(values.map((each) => odd[each] ?? Number(each)));
        });
        window.postMessage(revived, '*');
      },
      JSON.stringify(pack(message), (_, value: unknown) => {
        if (!ArrayBuffer.isView(value) || value instanceof DataView) return value;
        const numbers = value as Float64Array;
        return {
          $array: numbers.constructor.name,
          values: Array.from(numbers, (each) =>
            Number.isFinite(each) ? each : Number.isNaN(each) ? 'n' : each > 0 ? 'i' : 'j',
          ),
        };
      }),
    );
  }
}

/** Comparison panels in one browser. */
export class ComparePages {
  readonly #pages: BrowserPages;

  constructor(pages: BrowserPages) {
    this.#pages = pages;
  }

  static async start(): Promise<ComparePages> {
    return new ComparePages(await BrowserPages.start('compare'));
  }

  /** A panel on a store; `same` is the context of one that was closed, whose state it finds. */
  async open(
    store: Store,
    options: {
      readonly scope?: CompareScope;
      readonly theme?: Theme;
      readonly opening?: Partial<Opening>;
      readonly context?: BrowserContext;
    } = {},
  ): Promise<OpenComparison> {
    const page = await this.#pages.open(options.theme ?? dark, false, options.context);
    const open = new OpenComparison(page, store, {
      store: store.root,
      project: path.basename(path.dirname(store.root)),
      scope: options.scope ?? { kind: 'experiments' },
      select: [],
      strings: {},
      views: { views: {} },
      ...options.opening,
    });
    await page.exposeFunction('tellNode', (message: unknown) =>
      open.receive(unpack(message) as FromComparePage),
    );
    await open.begin();
    return open;
  }

  async stop(): Promise<void> {
    await this.#pages.stop();
  }
}

declare global {
  interface Window {
    tellNode: (message: unknown) => Promise<void>;
  }
}
