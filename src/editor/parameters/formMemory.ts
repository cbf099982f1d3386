import * as v from 'valibot';
import type * as vscode from 'vscode';
import { emptyForm } from '../../model/parameterForm.ts';
import type { FormValues } from '../../model/parameterForm.ts';

const key = 'trackline.parameterForms';
/** Files whose values are remembered; the oldest are forgotten first. */
const mostFiles = 100;
const longestText = 100_000;

const text = v.pipe(v.string(), v.maxLength(longestText));

/** What a person filled in, as it comes from a page or from what was kept. */
export const formValues: v.GenericSchema<unknown, FormValues> = v.object({
  command: text,
  fields: v.record(text, text),
  rest: text,
});
const memory = v.record(v.string(), formValues);

/** What was last filled in for each file of this workspace. */
export class FormMemory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  valuesOf(file: vscode.Uri): FormValues {
    return this.#all()[file.toString()] ?? emptyForm;
  }

  keep(file: vscode.Uri, values: FormValues): void {
    const { [file.toString()]: _before, ...others } = this.#all();
    const last = Object.entries(others).slice(1 - mostFiles);
    void this.#state.update(key, { ...Object.fromEntries(last), [file.toString()]: values });
  }

  #all(): Readonly<Record<string, FormValues>> {
    const kept = v.safeParse(memory, this.#state.get<unknown>(key));
    return kept.success ? kept.output : {};
  }
}
