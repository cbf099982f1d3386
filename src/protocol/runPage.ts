import type { RunDetails, SeriesBuckets, SeriesQuery } from './views.ts';

/** Messages of a run's page (webview) to the editor. */
export type FromRunPage =
  /** The page is there and wants its run; sent once a load. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'series'; readonly request: number; readonly queries: readonly SeriesQuery[] }
  | { readonly kind: 'stop' }
  | { readonly kind: 'rerun' }
  | { readonly kind: 'showLog' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'showCodeChanges' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'reproduce' }
  /** One of several models by its name; else the person picks. */
  | { readonly kind: 'package'; readonly choice?: string }
  | { readonly kind: 'star'; readonly on: boolean }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'openArtifact'; readonly path: string }
  | { readonly kind: 'revealArtifacts' }
  /** A file that the run read or wrote, as its path is given in `RunFile`. */
  | { readonly kind: 'openFile'; readonly path: string }
  | { readonly kind: 'openCommit'; readonly commit: string }
  /** A file that was not committed, as the run had it. */
  | { readonly kind: 'openCode'; readonly path: string }
  /** The metric that runs are ranked by is to be chosen. */
  | { readonly kind: 'chooseObjective' }
  /** The run that this one reproduces. */
  | { readonly kind: 'openOriginal' }
  /** What of it came out the same. */
  | { readonly kind: 'compareWithOriginal' }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'retry' }
  | { readonly kind: 'showExtensionLog' };

/** Messages of the editor to a run's page. */
export type ToRunPage =
  | {
      readonly kind: 'run';
      readonly details: RunDetails;
      readonly strings: PageStrings;
      /** The run's store, which the page keeps in its state for when it is restored. */
      readonly store?: string;
    }
  /** The run has been deleted for good, or its store is gone. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'series';
      readonly request: number;
      readonly series: readonly SeriesBuckets[];
    }
  /** Shown in place of what could not be read, with Retry and Show Log. */
  | { readonly kind: 'failed'; readonly sentence: string };

/**
 * The page's texts in the person's language: English text → text. The page looks each of its
 * English texts up here, and shows it as it is when there is no entry.
 */
export type PageStrings = Readonly<Record<string, string>>;

/** What the page keeps across hiding and reloading (webview state). */
export interface RunPageState {
  readonly store: string;
  readonly runId: string;
  readonly scroll: number;
  readonly view?: RunPageView;
}

/** How the person has set up the page. */
export interface RunPageView {
  /** Sections and folders that were opened or closed by hand: name → whether it is open. */
  readonly open: Readonly<Record<string, boolean>>;
  readonly x: 'step' | 'time';
  readonly logY: boolean;
}

/**
 * The message in a form that survives the way into a webview: messages go there as JSON, which
 * has no NaN and no infinity, with the whole buffer behind each typed array beside it.
 */
export function packForPage(message: ToRunPage): unknown {
  if (message.kind === 'series') {
    const series = message.series.map((each) => ({
      ...each,
      x: each.x.slice(),
      min: each.min.slice(),
      max: each.max.slice(),
      mean: each.mean.slice(),
      last: each.last.slice(),
    }));
    return { ...message, series };
  }
  if (message.kind !== 'run') return message;
  const { details } = message;
  const metrics = Object.entries(details.data.metrics).map(([key, summary]) => [
    key,
    {
      ...summary,
      last: packNumber(summary.last),
      min: packNumber(summary.min),
      max: packNumber(summary.max),
    },
  ]);
  const row =
    details.row.objective === undefined
      ? details.row
      : { ...details.row, objective: packNumber(details.row.objective) };
  return {
    ...message,
    details: { ...details, row, data: { ...details.data, metrics: Object.fromEntries(metrics) } },
  };
}

/** A number as `packForPage` sends it; JSON's null, which stands for any that it lost, is NaN. */
export function unpackNumber(packed: unknown): number {
  return packed === null || packed === undefined ? Number.NaN : Number(packed);
}

function packNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
