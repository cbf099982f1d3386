import type { FromRunPage, RunPageView } from '../../src/protocol/runPage.ts';
import type { RunDetails } from '../../src/protocol/views.ts';
import type { PageUi } from '../shared/pageUi.ts';
import type { SeriesFeed } from './metrics/seriesFeed.ts';

/** What every part of the page is drawn from. */
export interface RunContext {
  readonly details: RunDetails;
  /** The run's `.trackline/` folder; empty until it is known. */
  readonly store: string;
  readonly ui: PageUi;
  readonly view: Pick<RunPageView, 'x' | 'logY'>;
  readonly setView: (view: Partial<Pick<RunPageView, 'x' | 'logY'>>) => void;
  readonly feed: SeriesFeed;
  readonly post: (message: FromRunPage) => void;
  /** BCP 47 tag of the person's language. */
  readonly language: string;
}

/** Whether the run may still change by itself. */
export function isLive(details: RunDetails): boolean {
  const { status } = details.row.run;
  return status === 'RUNNING' || status === 'SCHEDULED';
}
