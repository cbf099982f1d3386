import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { MetricSummary } from '../../../src/model/run.ts';
import { linkButton, longList, section } from '../../shared/controls.ts';
import { exactNumber, formatCount, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { metricChart } from './chart.ts';
import { isLive, type RunContext } from '../context.ts';
import { formatMetric } from '../../shared/metricUnit.ts';
import { isSystemMetric, systemPrefix } from '../../../src/model/systemMetrics.ts';

/** A metric's name and what its series amounts to. */
type Metric = readonly [key: string, summary: MetricSummary];

const byName = new Intl.Collator('en', { numeric: true });

/** The project's primary metric, large. */
export function objective({ details }: RunContext): TemplateResult | typeof nothing {
  const wanted = details.objective;
  const summary = wanted === undefined ? undefined : details.data.metrics[wanted.metric];
  if (wanted === undefined || summary === undefined) return nothing;
  const best = wanted.direction === 'maximize' ? summary.max : summary.min;
  return html`<section class="objective" aria-label=${t('Objective')}>
    <div class="muted">
      <bdi>${wanted.metric}</bdi> ·
      ${wanted.direction === 'maximize' ? t('higher is better') : t('lower is better')}
    </div>
    <div class="large" title=${exactNumber(summary.last)}>${formatNumber(summary.last)}</div>
    ${
      Number.isNaN(best) || best === summary.last
        ? nothing
        : html`<div class="muted">
            ${t('best')} <span title=${exactNumber(best)}>${formatNumber(best)}</span>
          </div>`
    }
  </section>`;
}

/** The run's own metrics: a table and a chart of each. */
export function metrics(context: RunContext): TemplateResult {
  const { details, ui } = context;
  const all = metricsOf(context, (key) => !isSystemMetric(key));
  return section(ui, {
    name: 'metrics',
    title: t('Metrics'),
    count: all.length === 0 ? undefined : all.length,
    content: () =>
      all.length === 0
        ? html`<p class="muted">
            ${
              isLive(details)
                ? t(
                    'No metrics yet. Print lines such as "loss: 0.3", log through MLflow or TensorBoard, or call trackline.log(loss=0.3).',
                  )
                : t(
                    'No metrics. Print lines such as "loss: 0.3", log through MLflow or TensorBoard, or call trackline.log(loss=0.3), and run again.',
                  )
            }
          </p>`
        : longList(ui, {
            name: 'metrics',
            items: all,
            textOf: ([key]) => key,
            filterLabel: t('Filter metrics'),
            rows: (shown) =>
              html`${table(context, shown)}${noObjective(context)}${charts(context, shown, '')}`,
          }),
  });
}

/** What the machine had to do meanwhile. */
export function systemLoad(context: RunContext): TemplateResult | typeof nothing {
  const all = metricsOf(context, isSystemMetric);
  if (all.length === 0) return nothing;
  return section(context.ui, {
    name: 'system',
    title: t('System load'),
    content: () =>
      longList(context.ui, {
        name: 'system',
        items: all,
        textOf: ([key]) => key,
        filterLabel: t('Filter metrics'),
        rows: (shown) => charts(context, shown, systemPrefix),
      }),
  });
}

/** The objective first, the others by name. */
function metricsOf({ details }: RunContext, wanted: (key: string) => boolean): Metric[] {
  const first = details.objective?.metric;
  return Object.entries(details.data.metrics)
    .filter(([key]) => wanted(key))
    .sort(([a], [b]) => Number(b === first) - Number(a === first) || byName.compare(a, b));
}

function table({ details }: RunContext, shown: readonly Metric[]): TemplateResult {
  const best = (key: string): 'min' | 'max' | undefined => {
    if (key !== details.objective?.metric) return undefined;
    return details.objective.direction === 'maximize' ? 'max' : 'min';
  };
  return html`<div class="table-frame">
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">${t('Metric')}</th>
          <th scope="col" class="number">${t('Last')}</th>
          <th scope="col" class="number">${t('Min')}</th>
          <th scope="col" class="number">${t('Max')}</th>
          <th scope="col" class="number">${t('Step')}</th>
          <th scope="col" class="number">${t('Points')}</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          shown,
          ([key]) => key,
          ([key, summary]) =>
            html`<tr>
              <th scope="row" title=${key}><bdi class="clipped">${key}</bdi></th>
              ${numberCell(summary.last, 'last')}${numberCell(
                summary.min,
                best(key) === 'min' ? 'best' : '',
              )}${numberCell(summary.max, best(key) === 'max' ? 'best' : '')}
              <td class="number">${formatNumber(summary.step)}</td>
              <td class="number">${formatCount(summary.count)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A way to one where the project has none. */
function noObjective({ details, post }: RunContext): TemplateResult | typeof nothing {
  if (details.objective !== undefined) return nothing;
  return html`<p>
    ${linkButton(
      t('Choose the Objective…'),
      t('The metric that runs are ranked by, shown in the Runs view'),
      () => post({ kind: 'chooseObjective' }),
    )}
  </p>`;
}

function numberCell(value: number, kind: 'last' | 'best' | ''): TemplateResult {
  return html`<td class="number ${kind}" title=${exactNumber(value)}>
    ${kind === 'best' ? html`<span class="mark">${t('best')}</span>` : nothing}${
      Number.isNaN(value) && kind !== 'last' ? '–' : formatNumber(value)
    }
  </td>`;
}

/** Charts of what has a course, numbers of what was logged once. */
function charts(context: RunContext, shown: readonly Metric[], prefix: string): TemplateResult {
  const label = (key: string): string => key.slice(prefix.length);
  const courses = shown.filter(([, summary]) => summary.count > 1);
  const single = shown.filter(([, summary]) => summary.count === 1);
  return html`${
    courses.length === 0
      ? nothing
      : html`${prefix === '' ? axesBar(context) : nothing}
          <div class="charts">
            ${repeat(
              courses,
              ([key]) => key,
              ([key, summary]) =>
                metricChart({
                  metric: key,
                  label: label(key),
                  summary,
                  feed: context.feed,
                  x: context.view.x,
                  logY: context.view.logY,
                }),
            )}
          </div>`
  }${
    single.length === 0
      ? nothing
      : html`<div class="tiles">
          ${repeat(
            single,
            ([key]) => key,
            ([key, summary]) =>
              html`<div class="tile">
                <div class="metric" title=${key}><bdi>${label(key)}</bdi></div>
                <div class="figure" title=${exactNumber(summary.last)}>
                  ${formatMetric(key, summary.last)}
                </div>
                <div class="muted">${t('step {0}', formatNumber(summary.step))}</div>
              </div>`,
          )}
        </div>`
  }`;
}

/** How all charts are laid out. */
function axesBar({ view, setView }: RunContext): TemplateResult {
  return html`<div class="axes-bar">
    <div class="choices" role="group" aria-label=${t('Horizontal axis')}>
      ${choice(t('Step'), view.x === 'step', () => setView({ x: 'step' }))}${choice(
        t('Time'),
        view.x === 'time',
        () => setView({ x: 'time' }),
      )}
    </div>
    <div class="choices" role="group" aria-label=${t('Vertical axis')}>
      ${choice(t('Linear'), !view.logY, () => setView({ logY: false }))}${choice(
        t('Logarithmic'),
        view.logY,
        () => setView({ logY: true }),
      )}
    </div>
  </div>`;
}

function choice(label: string, chosen: boolean, choose: () => void): TemplateResult {
  return html`<button type="button" aria-pressed=${String(chosen)} @click=${choose}>
    ${label}
  </button>`;
}
