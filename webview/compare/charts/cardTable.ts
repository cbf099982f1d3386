import { html, type TemplateResult } from 'lit';
import type { RunSeries } from '../../../src/protocol/compare.ts';
import { exactNumber, formatCount } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { swatch } from './swatch.ts';
import type { ChartedRun } from './metricDrawing.ts';

type Format = (value: number) => string;

/** What a run's series amounts to. */
interface Summary {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** A chart's data as a table: what each run's series amounts to. */
export function cardTable(
  label: string,
  runs: readonly ChartedRun[],
  series: ReadonlyMap<string, RunSeries>,
  format: Format,
): TemplateResult {
  return html`<div
    class="card-table"
    tabindex="0"
    role="region"
    aria-label=${t('Data of {0}', label)}
  >
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">${t('Run')}</th>
          <th scope="col" class="number">${t('Last')}</th>
          <th scope="col" class="number">${t('Min')}</th>
          <th scope="col" class="number">${t('Max')}</th>
          <th scope="col" class="number">${t('Points')}</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map((run) => {
          const { last, min, max, count } = summaryOf(series.get(run.id));
          return html`<tr>
            <th scope="row">${swatch(run.look)} <bdi>${run.name}</bdi></th>
            ${[last, min, max].map(
              (value) => html`<td class="number" title=${exactNumber(value)}>${format(value)}</td>`,
            )}
            <td class="number">${formatCount(count)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** Values that were logged once have no course: a bar each, the greatest first. */
export function singleValues(
  runs: readonly ChartedRun[],
  series: ReadonlyMap<string, RunSeries>,
  format: Format,
): TemplateResult {
  const values = runs
    .map((run) => ({ run, value: summaryOf(series.get(run.id)).last }))
    .sort((a, b) => (Number.isNaN(a.value) ? 1 : Number.isNaN(b.value) ? -1 : b.value - a.value));
  const finite = values.map(({ value }) => value).filter((value) => Number.isFinite(value));
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  const share = (value: number): number =>
    high === low ? 0 : (Math.min(high, Math.max(low, value)) / 2 - low / 2) / (high / 2 - low / 2);
  return html`<div class="card-table bars" tabindex="0" role="region" aria-label=${t('Values')}>
    ${values.map(({ run, value }) => {
      const [from, to] = [share(0), Number.isNaN(value) ? share(0) : share(value)];
      const left = Math.min(from, to) * 100;
      const width = Math.abs(to - from) * 100;
      return html`<div class="bar-row">
        <bdi class="name" title=${run.name}>${run.name}</bdi>
        <span class="bar-track"
          ><span
            class="bar"
            .style=${`left:${left}%;width:${width}%;background:${run.look.colour}`}
          ></span
        ></span>
        <span class="number" title=${exactNumber(value)}>${format(value)}</span>
      </div>`;
    })}
  </div>`;
}

function summaryOf(series: RunSeries | undefined): Summary {
  const none = Number.NaN;
  if (series === undefined) return { last: none, min: none, max: none, count: 0 };
  const [min, max] = [numbers(series.min), numbers(series.max)];
  return {
    last: series.last.at(-1) ?? none,
    min: min.length === 0 ? none : min.reduce((a, b) => Math.min(a, b)),
    max: max.length === 0 ? none : max.reduce((a, b) => Math.max(a, b)),
    count: series.count,
  };
}

function numbers(column: Float64Array): Float64Array {
  return column.filter((value) => !Number.isNaN(value));
}
