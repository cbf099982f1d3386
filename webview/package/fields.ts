import { html, nothing, type TemplateResult } from 'lit';
import type { PackagePlan } from '../../src/model/modelPackage.ts';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/text.ts';
import { draftProblems, hasExample, hasOwnSignature, type Box, type Draft } from './draft.ts';

/** Takes what was written into a box. */
export type OnChange = (change: Partial<Draft>) => void;

/** Lines that a box of several lines has at least and at most. */
const linesShown = { least: 2, most: 8 } as const;

/** The boxes, each with what is wrong with it below. */
export function fields(draft: Draft, plan: PackagePlan, onChange: OnChange): TemplateResult {
  const problems = draftProblems(draft);
  const line = (key: Box, label: string, about: string): TemplateResult =>
    box({ key, label, about, value: draft[key], problem: problems[key], lines: 1, onChange });
  const area = (key: Box, label: string, about: string): TemplateResult => {
    const { least, most } = linesShown;
    const lines = Math.min(most, Math.max(least, draft[key].split('\n').length));
    return box({ key, label, about, value: draft[key], problem: problems[key], lines, onChange });
  };
  return html`${line('name', t('Name'), t('of the model, in every registry'))}
  ${line('version', t('Version'), t('left as it is, the next free one is taken'))}
  ${line('licence', t('Licence'), t('an SPDX expression, such as Apache-2.0; may be empty'))}
  ${area('description', t('Description'), t('for the model card: what it is for, and what not'))}
  ${area(
    'requirements',
    t('Requirements'),
    t('what the model needs, with the versions of the run; one a line'),
  )}
  ${
    hasOwnSignature(plan)
      ? html`${area(
          'takes',
          t('Takes'),
          t(
            'one value a line, such as “age: float64” or “image: float32 [?, 3]”; empty: not known',
          ),
        )}
        ${area('gives', t('Gives'), t('what it predicts, written the same way'))}`
      : nothing
  }
  ${hasExample(plan) ? example(draft, onChange) : nothing}`;
}

function example({ example: taken }: Draft, onChange: OnChange): TemplateResult {
  return html`<div class="field">
    <label for="field-example">${t('Input example')}</label>
    <input
      type="checkbox"
      id="field-example"
      aria-describedby="field-example-about"
      .checked=${taken}
      @change=${(event: Event) => onChange({ example: (event.target as HTMLInputElement).checked })}
    />
    <p class="small muted" id="field-example-about">
      ${t('put the first row of the run’s data into the package; whoever pulls it can read it')}
    </p>
  </div>`;
}

/** A box with its label, and what it is for or what is wrong with it. */
export interface BoxOptions {
  readonly key: Box;
  readonly label: string;
  readonly about: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly lines: number;
  readonly onChange: OnChange;
}

/** A box with its label, and what it is for or what is wrong with it. */
export function box(options: BoxOptions): TemplateResult {
  const { key, label, about, value, problem, lines, onChange } = options;
  const id = `field-${key}`;
  const onInput = (event: Event): void =>
    onChange({ [key]: (event.target as HTMLInputElement | HTMLTextAreaElement).value });
  const invalid = problem === undefined ? 'false' : 'true';
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${
      lines === 1
        ? html`<input
            type="text"
            class="box"
            id=${id}
            spellcheck="false"
            autocomplete="off"
            aria-describedby="${id}-about"
            aria-invalid=${invalid}
            .value=${value}
            @input=${onInput}
          />`
        : html`<textarea
            class="box"
            id=${id}
            rows=${lines}
            spellcheck=${key === 'description' ? 'true' : 'false'}
            aria-describedby="${id}-about"
            aria-invalid=${invalid}
            .value=${value}
            @input=${onInput}
          ></textarea>`
    }
    <p class="small ${problem === undefined ? 'muted' : 'problem'}" id="${id}-about">
      ${problem === undefined ? nothing : icon('error')} ${problem ?? about}
    </p>
  </div>`;
}
