import { html, type TemplateResult } from 'lit';
import {
  fewestRuns,
  type Importance,
  type ParameterImportance,
} from '../../../src/model/statistics/importance.ts';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { columnLabel } from './whyColumns.ts';

/** Parameters by what they matter, with how sure that is. */
export function importanceList(told: Importance): TemplateResult {
  if (told.kind === 'unknown') {
    return html`<p class="muted">${t('Nobody can tell:')} ${reasonText(told)}</p>`;
  }
  const most = Math.max(...told.parameters.map(({ high }) => high), 1e-9);
  return html`<p class="muted">
      ${explainedText(told)} ${t('Each line spans nine of ten repetitions.')}
    </p>
    <table class="numbers importance">
      <thead>
        <tr>
          <th scope="col">${t('Parameter')}</th>
          <th scope="col">${t('Importance')}</th>
          <th scope="col" class="number">${t('Value')}</th>
          <th scope="col" class="number">${t('Range')}</th>
          <th scope="col" class="number">${t('Correlation')}</th>
          <th scope="col">${t('How sure')}</th>
        </tr>
      </thead>
      <tbody>
        ${told.parameters.map((parameter) => row(parameter, most))}
      </tbody>
    </table>
    ${
      told.constant.length === 0
        ? ''
        : html`<p class="muted">
            ${t('The same in all of these runs:')} ${told.constant.map(columnLabel).join(', ')}
          </p>`
    }`;
}

function row(parameter: ParameterImportance, most: number): TemplateResult {
  const { name, importance, low, high, sure, correlation } = parameter;
  const share = (value: number): number => Math.min(100, Math.max(0, (value / most) * 100));
  const value = correlation?.value ?? Number.NaN;
  return html`<tr>
    <th scope="row"><bdi>${columnLabel(name)}</bdi></th>
    <td>
      <span class="importance-track" aria-hidden="true"
        ><span
          class=${sure ? 'importance-bar' : 'importance-bar unsure'}
          .style=${`width:${share(importance)}%`}
        ></span
        ><span
          class="importance-range"
          .style=${`left:${share(low)}%;width:${share(high) - share(low)}%`}
        ></span
      ></span>
    </td>
    <td class="number">${formatNumber(round(importance))}</td>
    <td class="number">${formatNumber(round(low))} … ${formatNumber(round(high))}</td>
    <td class="number">${Number.isNaN(value) ? '–' : formatNumber(round(value))}</td>
    <td>${sure ? t('matters') : t('may be chance')}</td>
  </tr>`;
}

/** How much is explained of what. */
function explainedText({ by, runs, explained }: Extract<Importance, { kind: 'told' }>): string {
  const [count, share] = [formatCount(runs), Math.round(explained * 100)];
  return by === 'values'
    ? t(
        'From {0} runs; the parameters explain {1} % of the differences between runs that were held out.',
        count,
        share,
      )
    : t(
        'From the ranks of {0} runs, of which more can be explained than of their values: the parameters explain {1} % of the differences in rank between runs that were held out.',
        count,
        share,
      );
}

function reasonText({ reason, runs }: Extract<Importance, { kind: 'unknown' }>): string {
  switch (reason) {
    case 'few-runs':
      return t(
        'only {0} runs have a value to be explained; {1} are needed at least.',
        formatCount(runs),
        fewestRuns,
      );
    case 'constant-objective':
      return t('the value is the same in all runs.');
    case 'no-parameter':
      return t('no parameter differs between the runs.');
    case 'nothing-explained':
      return t(
        'the parameters predict neither the values nor the ranks of runs that were held out. More runs may tell, or other parameters.',
      );
  }
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
