import type { RunDetails, SeriesBuckets, SeriesQuery } from './views.ts';

/** Messages of a run's page (webview) to the editor. */
export type FromRunPage =
  /** The page is there and wants its run; sent once a load. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'series'; readonly request: number; readonly queries: readonly SeriesQuery[] }
  | { readonly kind: 'stop' }
  | { readonly kind: 'rerun' }
  | { readonly kind: 'showLog' }
  | { readonly kind: 'star'; readonly on: boolean }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'openArtifact'; readonly path: string }
  | { readonly kind: 'revealArtifacts' }
  /** A file that the run read or wrote, as its path is given in `RunFile`. */
  | { readonly kind: 'openFile'; readonly path: string }
  | { readonly kind: 'openCommit'; readonly commit: string }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'retry' }
  | { readonly kind: 'showExtensionLog' };

/** Messages of the editor to a run's page. */
export type ToRunPage =
  | { readonly kind: 'run'; readonly details: RunDetails; readonly strings: PageStrings }
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
}
