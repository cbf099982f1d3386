import { html, nothing, type TemplateResult } from 'lit';
import { longFlag, type FormField } from '../../src/model/parameterForm.ts';
import type { ScriptOption } from '../../src/model/scriptOption.ts';
import { t } from '../shared/text.ts';

/** A field, its value, and what to do when that changes. */
export interface FieldOptions {
  readonly field: FormField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field of the form: its name, what it takes, and what the script says of it. */
export function fieldRow({ field, value, onChange }: FieldOptions): TemplateResult {
  const { option } = field;
  const id = `field-${field.id.replaceAll(/[^\w-]+/g, '_')}`;
  const about = aboutOf(option);
  const label = html`<label class="code-text" for=${id}
    ><bdi>${longFlag(option) ?? option.name}</bdi></label
  >`;
  const help = html`<p class="muted small" id="${id}-about">${about}</p>`;
  if (field.kind === 'flag') {
    return html`<div class="field">
      ${label}
      <input
        type="checkbox"
        id=${id}
        aria-describedby="${id}-about"
        .checked=${value === 'true'}
        @change=${(event: Event) =>
          onChange((event.target as HTMLInputElement).checked ? 'true' : '')}
      />
      ${help}
    </div>`;
  }
  const control = field.kind === 'choice' ? choice(id, field, value, onChange) : nothing;
  return html`<div class="field">
    ${label}
    ${
      field.kind === 'text'
        ? html`<input
            type="text"
            class="box"
            id=${id}
            aria-describedby="${id}-about"
            spellcheck="false"
            autocomplete="off"
            placeholder=${option.default ?? ''}
            .value=${value}
            @input=${(event: Event) => onChange((event.target as HTMLInputElement).value)}
          />`
        : control
    }
    ${help}
  </div>`;
}

function choice(
  id: string,
  field: Extract<FormField, { readonly kind: 'choice' }>,
  value: string,
  onChange: (value: string) => void,
): TemplateResult {
  const { choices, option } = field;
  const all = choices.map((each) => (/[,'"[({]/.test(each) ? `"${each}"` : each)).join(', ');
  const known = value === '' || value === all || choices.includes(value);
  const item = (text: string, shown: string): TemplateResult =>
    html`<option value=${text} ?selected=${text === value}>${shown}</option>`;
  return html`<select
    class="box"
    id=${id}
    aria-describedby="${id}-about"
    @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}
  >
    ${item('', option.default === undefined ? t('left to the script') : t('{0} (default)', option.default))}
    ${choices.map((each) => item(each, each))} ${known ? nothing : item(value, value)}
    ${item(all, t('each of them, {0} runs', choices.length))}
  </select>`;
}

/** Type, number of values and the script's own words. */
function aboutOf({ type, values, help }: ScriptOption): string {
  const takes =
    values === 'many' || values === 'repeated' ? t('several, separated by spaces') : undefined;
  // That a box is ticked or not says its type.
  const kind = values === 'none' ? undefined : type;
  return [kind, takes, help].filter((part) => part !== undefined && part !== '').join(' · ');
}
