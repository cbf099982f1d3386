import { html, nothing, type TemplateResult } from 'lit';
import { packageNameProblem, packageVersionProblem } from '../../src/model/modelPackage.ts';
import type { PackagePlan, PackageWishes } from '../../src/model/modelPackage.ts';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/text.ts';

/** What the person may change, as it is written in the boxes. */
export interface Draft {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly description: string;
  /** One a line. */
  readonly requirements: string;
}

/** What the boxes begin with. */
export function draftOf(plan: PackagePlan): Draft {
  const { name, version, licence, description, requirements } = plan;
  return { name, version, licence, description, requirements: requirements.join('\n') };
}

/** What is asked for by what is written. */
export function wishesOf(draft: Draft, { signature }: PackagePlan): PackageWishes {
  return {
    name: draft.name,
    version: draft.version,
    description: draft.description.trim(),
    licence: draft.licence.trim(),
    requirements: linesOf(draft.requirements),
    ...(signature === undefined ? {} : { signature }),
  };
}

/** What is wrong, by the box; none when the package can be built. */
export function draftProblems(draft: Draft): Partial<Record<keyof Draft, string>> {
  const name = nameProblem(draft.name);
  const version = versionProblem(draft.version);
  return {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
  };
}

/** As the model's own sentence, in the person's language. */
function nameProblem(name: string): string | undefined {
  if (packageNameProblem(name) === undefined) return undefined;
  if (name === '') return t('A model needs a name.');
  return t(
    'A model’s name has lower-case letters, digits, and single “.”, “_” or “-” between them, 128 at most.',
  );
}

function versionProblem(version: string): string | undefined {
  if (packageVersionProblem(version) === undefined) return undefined;
  return t(
    'A version begins with a letter or digit and has letters, digits, “.”, “_” and “-”, 128 at most.',
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The boxes, each with what is wrong with it below. */
export function fields(draft: Draft, onChange: (change: Partial<Draft>) => void): TemplateResult {
  const problems = draftProblems(draft);
  const line = (key: keyof Draft, label: string, about: string): TemplateResult =>
    row({ key, label, about, value: draft[key], problem: problems[key], lines: 1, onChange });
  const area = (key: keyof Draft, label: string, about: string, lines: number): TemplateResult =>
    row({ key, label, about, value: draft[key], problem: problems[key], lines, onChange });
  return html`${line('name', t('Name'), t('of the model, in every registry'))}
  ${line('version', t('Version'), t('left as it is, the next free one is taken'))}
  ${line('licence', t('Licence'), t('an SPDX expression, such as Apache-2.0; may be empty'))}
  ${area('description', t('Description'), t('for the model card: what it is for, and what not'), 3)}
  ${area(
    'requirements',
    t('Requirements'),
    t('what the model needs, with the versions of the run; one a line'),
    Math.min(8, Math.max(2, draft.requirements.split('\n').length)),
  )}`;
}

interface Row {
  readonly key: keyof Draft;
  readonly label: string;
  readonly about: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly lines: number;
  readonly onChange: (change: Partial<Draft>) => void;
}

function row({ key, label, about, value, problem, lines, onChange }: Row): TemplateResult {
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
