import { html, type TemplateResult } from 'lit';
import { linkButton } from '../shared/controls.ts';
import { t } from '../shared/text.ts';
import { button } from '../shared/toolkit.ts';
import type { Draft } from './draft.ts';
import type { OnChange } from './fields.ts';

/** The model card: made of the sheet until the person writes in it. */
export function cardPart({ card }: Draft, onChange: OnChange, onDraft: () => void): TemplateResult {
  return html`<section aria-labelledby="part-card">
    <h2 id="part-card">${t('Model Card')}</h2>
    ${
      card === undefined
        ? html`<p class="muted">
              ${t('A card is made of the description, metrics, origin and findings.')}
            </p>
            <div class="actions">${button({ label: t('Edit Card'), onClick: onDraft })}</div>`
        : html`<textarea
              class="box card"
              id="field-card"
              rows="16"
              aria-labelledby="part-card"
              aria-describedby="field-card-about"
              .value=${card}
              @input=${(event: Event) =>
                onChange({ card: (event.target as HTMLTextAreaElement).value })}
            ></textarea>
            <p class="small muted" id="field-card-about">
              ${t('Markdown. What is changed above is no longer taken into it.')}
              ${linkButton(t('Make It Anew'), t('Make the card of what is above'), onDraft)}
            </p>`
    }
  </section>`;
}
