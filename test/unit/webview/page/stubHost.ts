import type { FromRunPage } from '../../../../src/protocol/runPage.ts';
import type { SeriesBuckets, SeriesQuery } from '../../../../src/protocol/views.ts';
import type { Theme } from './themes.ts';

/*
 * Stands for the editor inside of the browser: it is loaded before the page's own script, keeps
 * what the page sends, and answers for series out of the points it was given.
 */

/** What a test finds at `window.host`. */
export interface StubHost {
  readonly sent: FromRunPage[];
  points: Readonly<Record<string, readonly number[]>>;
  /** Whether questions for series are answered. */
  answers: boolean;
  /** What the page did against its content policy. */
  readonly violations: string[];
  deliver: (message: unknown) => void;
  wear: (theme: Theme) => void;
  /** Takes what the page sends in place of the answers from here. */
  onSend?: (message: unknown) => void;
}

const stateKey = 'webview state';

const host: StubHost = {
  sent: [],
  points: {},
  answers: true,
  violations: [],
  // A webview has messages as JSON, in which only typed arrays are carried beside.
  deliver: (message) => window.postMessage(message, '*'),
  wear: (theme) => {
    const { style } = document.documentElement;
    style.cssText = '';
    for (const [name, value] of Object.entries(theme.variables)) {
      style.setProperty(`--vscode-${name}`, value);
    }
    document.body.className = theme.bodyClass;
    document.body.dataset['vscodeThemeKind'] = theme.kind;
  },
};

document.addEventListener('securitypolicyviolation', (event) => {
  host.violations.push(
    `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}:${event.columnNumber} ${event.sample}`,
  );
});

Object.assign(window, {
  host,
  acquireVsCodeApi: () => ({
    postMessage: (message: FromRunPage) => {
      if (host.onSend !== undefined) {
        host.onSend(message);
        return;
      }
      host.sent.push(message);
      if (message.kind === 'series' && host.answers) answer(message.request, message.queries);
    },
    getState: () => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
  }),
});

function answer(request: number, queries: readonly SeriesQuery[]): void {
  host.deliver({ kind: 'series', request, series: queries.map((query) => bucketed(query)) });
}

function bucketed({ key, x, buckets }: SeriesQuery): SeriesBuckets {
  const values = host.points[key] ?? [];
  const count = Math.min(buckets, values.length);
  const column = (): Float64Array => new Float64Array(count);
  const made = { key, count: values.length, x: column(), min: column(), max: column() };
  const mean = column();
  const last = column();
  for (let bucket = 0; bucket < count; bucket += 1) {
    const from = Math.floor((bucket * values.length) / count);
    const to = Math.floor(((bucket + 1) * values.length) / count);
    const inside = values.slice(from, to);
    const numbers = inside.filter((value) => !Number.isNaN(value));
    made.x[bucket] = x === 'time' ? (to - 1) * 250 : to - 1;
    made.min[bucket] = numbers.length === 0 ? Number.NaN : Math.min(...numbers);
    made.max[bucket] = numbers.length === 0 ? Number.NaN : Math.max(...numbers);
    mean[bucket] = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    last[bucket] = inside.at(-1) ?? Number.NaN;
  }
  return { ...made, mean, last };
}
