import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

/** A choice of one, under its label. */
export function select(
  label: string,
  chosen: string,
  choices: readonly { readonly id: string; readonly label: string }[],
  choose: (id: string) => void,
): TemplateResult {
  return html`<label class="select"
    >${label}
    <select @change=${(event: Event) => choose((event.currentTarget as HTMLSelectElement).value)}>
      ${choices.map(
        ({ id, label: text }) =>
          // What the person chose last stays in the browser where other options take its place.
          html`<option value=${id} .selected=${live(id === chosen)}>${text}</option>`,
      )}
    </select></label
  >`;
}
