import { html, nothing, type TemplateResult } from 'lit';
import { linkButton } from '../../shared/controls.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { select } from './select.ts';
import { causes, columnLabel, targets } from './whyColumns.ts';
import { axesOf, choicesOf, targetOf, type WhyModel } from './whyModel.ts';
import type { Brush } from './whyState.ts';

/** Axes to add and take away, and what can be dragged along them, by the keyboard. */
export function axisRanges(
  model: WhyModel,
  brush: (axis: string, brush: Brush) => void,
): TemplateResult {
  const axes = axesOf(model);
  return html`<details class="axis-ranges">
    <summary>${icon('chevron-right', 'twistie')} ${t('Axes and their ranges')}</summary>
    ${axes.map((id) => axisRange(model, id, (stretch) => brush(id, stretch)))}
    ${addAxis(model, axes)}
  </details>`;
}

function axisRange(model: WhyModel, id: string, brush: (brush: Brush) => void): TemplateResult {
  const [from, to] = model.state.brushes[id] ?? [0, 1];
  const label = columnLabel(id);
  const target = targetOf(model);
  const bound = (name: string, value: number, set: (share: number) => Brush): TemplateResult =>
    html`<input
      type="range"
      min="0"
      max="1"
      step="0.01"
      aria-label=${name}
      .value=${String(value)}
      .style=${`--share:${value * 100}%`}
      @input=${(event: Event) =>
        brush(set(Number((event.currentTarget as HTMLInputElement).value)))}
    />`;
  return html`<div class="axis-range">
    <bdi class="name" title=${id}>${label}</bdi>
    ${bound(t('{0}: from', label), from, (share) => [Math.min(share, to), to])}
    ${bound(t('{0}: to', label), to, (share) => [from, Math.max(share, from)])}
    ${
      id === target
        ? nothing
        : linkButton(t('Remove'), t('Remove the axis {0}', label), () =>
            model.set({ axes: axesOf(model).filter((each) => each !== id && each !== target) }),
          )
    }
  </div>`;
}

function addAxis(model: WhyModel, axes: readonly string[]): TemplateResult {
  const { catalogue } = model.context;
  const target = targetOf(model);
  const offered = [...causes(catalogue), ...targets(catalogue)].filter((id) => !axes.includes(id));
  return select(
    t('Add an axis'),
    '',
    [{ id: '', label: '–' }, ...choicesOf(offered, offered[0] ?? '')],
    (id) => {
      if (id !== '') model.set({ axes: [...axes.filter((each) => each !== target), id] });
    },
  );
}
