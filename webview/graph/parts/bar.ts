import { html, type TemplateResult } from 'lit';
import { iconButton } from '../../shared/controls.ts';
import { t } from '../../shared/text.ts';
import { textField } from '../../shared/toolkit.ts';
import { zoomStep } from '../view/viewport.ts';

/** The bar above the drawing. */
export interface BarOptions {
  readonly search: string;
  /** How many boxes match; nothing while nothing is searched for. */
  readonly found: number | undefined;
  readonly onSearch: (text: string) => void;
  /** Goes to the next match, or to the one before. */
  readonly onFind: (step: 1 | -1) => void;
  /** Goes back to the drawing. */
  readonly onLeave: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

/** The bar above the drawing: search, and zoom. */
export function bar(options: BarOptions): TemplateResult {
  const { search, found, onSearch, onFind, onLeave, onZoom, onFit } = options;
  return html`<div class="bar">
    ${textField({
      label: t('Find a stage'),
      placeholder: t('Find a stage'),
      value: search,
      onInput: onSearch,
      onKey: (event) => {
        if (event.isComposing) return;
        if (event.key === 'Enter') onFind(event.shiftKey ? -1 : 1);
        else if (event.key === 'Escape' && search !== '') onSearch('');
        else if (event.key === 'Escape' || event.key === 'ArrowDown') onLeave();
        else return;
        event.preventDefault();
      },
    })}
    <span class="muted small" role="status">${foundText(found)}</span>
    <span class="space"></span>
    ${iconButton({ icon: 'zoom-out', label: t('Zoom Out (−)'), onClick: () => onZoom(1 / zoomStep) })}
    ${iconButton({ icon: 'zoom-in', label: t('Zoom In (+)'), onClick: () => onZoom(zoomStep) })}
    ${iconButton({ icon: 'screen-full', label: t('Fit All (F)'), onClick: onFit })}
  </div>`;
}

function foundText(found: number | undefined): string {
  if (found === undefined) return '';
  return found === 0 ? t('Nothing found') : t('{0} found', found);
}
