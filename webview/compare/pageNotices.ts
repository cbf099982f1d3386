import { html, type TemplateResult } from 'lit';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/text.ts';
import { waysOut, type WaysOut } from '../shared/wholePage.ts';

/** Above the tabs, when the list of runs could not be read. */
export function runsTrouble(sentence: string, ways: WaysOut): TemplateResult {
  return html`<div class="notice bad" role="alert">
    ${icon('error')}
    <div>
      <p>${t('The runs could not be read.')} ${sentence}</p>
      ${waysOut(ways)}
    </div>
  </div>`;
}
