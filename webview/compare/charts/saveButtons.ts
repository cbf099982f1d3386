import { html, type TemplateResult } from 'lit';
import { iconButton } from '../../shared/controls.ts';
import { t } from '../../shared/text.ts';

/** Buttons that save a picture of that name in either format. */
export function saveButtons(name: string, save: (format: 'png' | 'svg') => void): TemplateResult {
  return html`${iconButton({
    icon: 'file-media',
    label: t('Save {0} as PNG', name),
    onClick: () => save('png'),
  })}
  ${iconButton({
    icon: 'save',
    label: t('Save {0} as SVG', name),
    onClick: () => save('svg'),
  })}`;
}
