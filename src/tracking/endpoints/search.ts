import { searchExperiments } from '../../store/search/searchExperiments.ts';
import { searchRuns, type ViewType } from '../../store/search/searchRuns.ts';
import type { TrackingContext } from '../context.ts';
import { invalid, invalidValue } from '../http/errors.ts';
import type { Fields } from '../http/fields.ts';
import { experimentMessage, runMessage } from '../messages.ts';
import { nextPageToken, pageOffset } from '../paging.ts';
import { parseExperimentId } from './experiments.ts';

/** Numbers of the enumeration ViewType. */
const viewTypes: Readonly<Record<ViewType, number>> = { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 };
const defaultPage = 1000;
const largestPage = 50_000;

/** `POST runs/search` */
export function findRuns(context: TrackingContext, fields: Fields): object {
  const { store, locations } = context;
  const maxResults = pageSize(fields);
  const offset = pageOffset(fields.text('page_token'));
  const { runs, more } = searchRuns(store, {
    experimentIds: fields.texts('experiment_ids').map(parseExperimentId),
    filter: fields.text('filter') ?? '',
    orderBy: fields.texts('order_by'),
    viewType: fields.choice('run_view_type', viewTypes) ?? 'ACTIVE_ONLY',
    maxResults,
    offset,
  });
  const inputs = store.datasets.ofRuns(runs.map(({ run }) => run.id));
  const none = { datasets: [], modelInputs: [], modelOutputs: [] };
  return {
    ...(runs.length > 0 && {
      runs: runs.map((data) => runMessage(data, inputs.get(data.run.id) ?? none, locations)),
    }),
    ...(more && { next_page_token: nextPageToken(offset + maxResults) }),
  };
}

/** `POST experiments/search`, and `GET` of old clients */
export function findExperiments(context: TrackingContext, fields: Fields): object {
  const maxResults = pageSize(fields);
  const offset = pageOffset(fields.text('page_token'));
  const { experiments, more } = searchExperiments(context.store, {
    filter: fields.text('filter') ?? '',
    orderBy: fields.texts('order_by'),
    viewType: fields.choice('view_type', viewTypes) ?? 'ACTIVE_ONLY',
    maxResults,
    offset,
  });
  return {
    ...(experiments.length > 0 && {
      experiments: experiments.map((found) => experimentMessage(found, context.locations)),
    }),
    ...(more && { next_page_token: nextPageToken(offset + maxResults) }),
  };
}

function pageSize(fields: Fields): number {
  const size = fields.integer('max_results') ?? defaultPage;
  if (size > largestPage) throw invalidValue('max_results', size);
  if (size < 1) {
    throw invalid(
      `Invalid value ${size} for parameter 'max_results' supplied. It must be a positive integer.`,
    );
  }
  return size;
}
