import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ColumnInfo } from '../../../src/model/compare/columns.ts';
import { linkButton } from '../../shared/controls.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { textField } from '../../shared/toolkit.ts';
import { mostSmoothing, type ChartsView } from './chartsView.ts';

/** What runs can be grouped by. */
export interface GroupChoice {
  readonly id: string;
  readonly label: string;
}

/** Choices offered where there are thousands of parameters. */
const mostGroups = 200;

/** Parameters and tags that differ between runs, and the one that was chosen. */
export function groupChoices(
  catalogue: readonly ColumnInfo[],
  chosen: string | undefined,
): GroupChoice[] {
  return catalogue
    .filter(
      ({ id, differs }) =>
        (id.startsWith('param:') || id.startsWith('tag:')) && (differs === true || id === chosen),
    )
    .slice(0, mostGroups)
    .map(({ id }) => ({ id, label: id.slice(id.indexOf(':') + 1) }));
}

/** What the bar above the charts is drawn from. */
export interface SettingsBarParts {
  readonly view: ChartsView;
  readonly groups: readonly GroupChoice[];
  /** Metrics in all, absent until they are known, and those that the search leaves. */
  readonly metrics: number | undefined;
  readonly found: number;
  readonly setView: (changes: Partial<ChartsView>) => void;
  readonly setGroup: (group: string | undefined) => void;
  readonly resetZoom: () => void;
}

function metricCount({ view, metrics, found }: SettingsBarParts): string {
  if (metrics === undefined) return '';
  if (view.search.trim() !== '') return t('{0} of {1}', formatCount(found), formatCount(metrics));
  return metrics === 1 ? t('1 metric') : t('{0} metrics', formatCount(metrics));
}

/** How all charts are laid out. */
export function settingsBar(parts: SettingsBarParts): TemplateResult {
  const { view, setView } = parts;
  return html`<div class="charts-bar">
    ${textField({
      label: t('Search metrics'),
      placeholder: t('Search metrics'),
      value: view.search,
      onInput: (search) => setView({ search }),
    })}
    <span class="muted small" role="status">${metricCount(parts)}</span>
    <div class="choices" role="group" aria-label=${t('Horizontal axis')}>
      ${xChoice(parts, 'step', t('Step'))}${xChoice(parts, 'time', t('Time'))}${xChoice(
        parts,
        'relative',
        t('Relative Time'),
      )}
    </div>
    <div class="choices" role="group" aria-label=${t('Scales and more')}>
      ${toggle(t('Log X'), view.logX, () => setView({ logX: !view.logX }), view.x === 'time')}
      ${toggle(t('Log Y'), view.logY, () => setView({ logY: !view.logY }))}
      ${toggle(t('Bands'), view.bands, () => setView({ bands: !view.bands }))}
      ${toggle(t('Ignore Outliers'), view.ignoreOutliers, () =>
        setView({ ignoreOutliers: !view.ignoreOutliers }),
      )}
    </div>
    ${smoothing(parts)}${grouping(parts)}
    ${
      view.zoom === undefined
        ? nothing
        : linkButton(t('Reset Zoom'), t('Show the whole course'), () => parts.resetZoom())
    }
  </div>`;
}

function xChoice({ view, setView }: SettingsBarParts, x: ChartsView['x'], label: string) {
  return toggle(label, view.x === x, () => setView({ x }));
}

function toggle(label: string, on: boolean, change: () => void, disabled = false): TemplateResult {
  return html`<button
    type="button"
    aria-pressed=${String(on)}
    ?disabled=${disabled}
    @click=${change}
  >
    ${label}
  </button>`;
}

function smoothing({ view, setView }: SettingsBarParts): TemplateResult {
  return html`<label class="slider"
    >${t('Smoothing')}
    <input
      type="range"
      min="0"
      max=${mostSmoothing}
      step="0.01"
      .value=${String(view.smoothing)}
      .style=${`--share:${(view.smoothing / mostSmoothing) * 100}%`}
      @input=${(event: Event) =>
        setView({ smoothing: Number((event.currentTarget as HTMLInputElement).value) })}
    />
    <output>${view.smoothing.toFixed(2)}</output></label
  >`;
}

function grouping({ view, groups, setGroup }: SettingsBarParts): TemplateResult {
  return html`<label class="select"
    >${t('Mean over')}
    <select
      @change=${(event: Event) => {
        const { value } = event.currentTarget as HTMLSelectElement;
        setGroup(value === '' ? undefined : value);
      }}
    >
      <option value="" .selected=${live(view.group === undefined)}>${t('no group')}</option>
      <option value="all" .selected=${live(view.group === 'all')}>${t('all runs')}</option>
      ${groups.map(
        ({ id, label }) =>
          html`<option value=${id} .selected=${live(view.group === id)}>${label}</option>`,
      )}
    </select></label
  >`;
}
