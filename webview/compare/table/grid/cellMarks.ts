import { html, nothing, type TemplateResult } from 'lit';
import { numberOf, parseColumnId } from '../../../../src/model/compare/columns.ts';
import { deltaOf, type Delta } from '../../../../src/model/compare/delta.ts';
import { formatNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/text.ts';
import type { GridModel } from './gridModel.ts';

/** How a value stands to that of the baseline. */
export function deltaContent(
  { page, cells, directionOf }: GridModel,
  runId: string,
  id: string,
  value: string | number | undefined,
): TemplateResult | typeof nothing {
  const { baseline = '' } = page;
  if (runId === baseline || id === 'run:start') return nothing;
  const base = cells.value(baseline, id);
  if (value === undefined || base === undefined) return nothing;
  const [now, before] = [toNumber(value), toNumber(base)];
  if (now === undefined || before === undefined) {
    return String(value) === String(base)
      ? nothing
      : html`<span class="delta" title=${t('Differs from the baseline: {0}', String(base))}
          >≠</span
        >`;
  }
  const name = parseColumnId(id);
  const delta = deltaOf(now, before, name?.source === 'metric' ? directionOf(name.key) : undefined);
  return delta === undefined ? nothing : deltaMark(delta);
}

function deltaMark({ difference, share, verdict }: Delta): TemplateResult {
  const sign = difference > 0 ? '+' : '';
  const text =
    share === undefined || Math.abs(share) > 99
      ? `${sign}${formatNumber(difference)}`
      : percentOf(share);
  const words =
    verdict === undefined
      ? nothing
      : html`<span class="spoken">${verdict === 'better' ? t('better') : t('worse')}</span>`;
  return html`<span class="delta ${verdict ?? ''}" title=${`${sign}${difference}`}
    >${text}${words}${
      verdict === undefined
        ? nothing
        : html`<span aria-hidden="true">${verdict === 'better' ? '✓' : '✗'}</span>`
    }</span
  >`;
}

/** To a tenth of a percent, and never as if nothing had changed. */
function percentOf(share: number): string {
  const percent = Math.round(share * 1000) / 10;
  if (percent === 0 && share !== 0) return '≈ 0 %';
  return `${percent > 0 ? '+' : ''}${formatNumber(percent)} %`;
}

function toNumber(value: string | number): number | undefined {
  if (typeof value === 'number') return value;
  const number = numberOf(value);
  return Number.isNaN(number) ? undefined : number;
}

/** Where a value lies in its column, by colour and by length. */
export function heatBar(
  { ranges }: GridModel,
  id: string,
  value: string | number,
): TemplateResult | typeof nothing {
  const number = toNumber(value);
  const share = number === undefined ? undefined : ranges.share(id, number);
  if (share === undefined) return nothing;
  const percent = Math.round(share * 100);
  return html`<span
    class="heat"
    aria-hidden="true"
    .style=${`--share:${percent}%;--strength:${(0.06 + share * 0.34).toFixed(2)}`}
  ></span>`;
}
