import { html, nothing, render, type TemplateResult } from 'lit';
import { commandLine } from '../../src/model/commandLine.ts';
import {
  argumentsOf,
  emptyForm,
  fieldsOf,
  subcommandsOf,
  type FormArguments,
  type FormValues,
} from '../../src/model/parameterForm.ts';
import {
  mostRuns,
  type FromParametersPage,
  type ParametersPageState,
  type ToParametersPage,
} from '../../src/protocol/parametersPage.ts';
import { icon } from '../shared/icons.ts';
import { setStrings, t } from '../shared/text.ts';
import { button } from '../shared/toolkit.ts';
import type { VsCodeApi } from '../shared/vscodeApi.ts';
import { fieldRow } from './fields.ts';
import { readMessage } from './messages.ts';

type Form = Extract<ToParametersPage, { readonly kind: 'form' }>;

/** Milliseconds without a change after which the values are sent to be remembered. */
const keepAfter = 300;
/** Command lines that are shown of many. */
const linesShown = 5;

/** The form for the parameters of a script. */
export class ParametersPage {
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi<FromParametersPage, ParametersPageState>;
  #form: Form | undefined;
  #failure: string | undefined;
  #values: FormValues = emptyForm;
  #busy = false;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, api: VsCodeApi<FromParametersPage, ParametersPageState>) {
    this.#root = root;
    this.#api = api;
  }

  /** Begins to listen, and asks for the form. */
  start(): void {
    window.addEventListener('message', (event) => this.#receive(event.data));
    // The window may be loaded anew before the form has come.
    const { file } = this.#root.dataset;
    if (file !== undefined) this.#api.setState({ file });
    this.#api.send({ kind: 'ready' });
    this.#draw();
  }

  #receive(raw: unknown): void {
    const message = readMessage(raw);
    if (message === undefined) return;
    const isFirst = this.#form === undefined;
    switch (message.kind) {
      case 'form':
        setStrings(message.strings);
        // What is being typed counts more than what was kept before.
        if (isFirst) this.#values = message.values;
        this.#form = message;
        this.#failure = undefined;
        this.#api.setState({ file: message.file });
        break;
      case 'busy':
        this.#busy = message.busy;
        break;
      case 'failed':
        setStrings(message.strings);
        this.#failure = message.sentence;
        break;
    }
    this.#draw();
    if (message.kind === 'form' && isFirst) {
      this.#root.querySelector<HTMLElement>('.box, input')?.focus();
    }
  }

  #change(values: Partial<FormValues>): void {
    this.#values = { ...this.#values, ...values };
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#keep(), keepAfter);
    this.#draw();
  }

  #keep(): void {
    clearTimeout(this.#keeping);
    this.#keeping = undefined;
    this.#api.send({ kind: 'values', values: this.#values });
  }

  #setField(id: string, value: string): void {
    const { [id]: _before, ...others } = this.#values.fields;
    this.#change({ fields: value === '' ? others : { ...others, [id]: value } });
  }

  #run(): void {
    const form = this.#form;
    if (form === undefined || this.#busy || this.#made(form).kind !== 'arguments') return;
    clearTimeout(this.#keeping);
    this.#api.send({ kind: 'run', values: this.#values });
  }

  #debug(): void {
    const form = this.#form;
    if (form === undefined || this.#busy || this.#made(form).kind !== 'arguments') return;
    clearTimeout(this.#keeping);
    this.#api.send({ kind: 'debug', values: this.#values });
  }

  #made({ options, quoting }: Form): FormArguments {
    return argumentsOf(options, this.#values, quoting, mostRuns);
  }

  #draw(): void {
    render(this.#content(), this.#root);
  }

  #content(): TemplateResult {
    if (this.#failure !== undefined) {
      return html`<main class="form">
        <h1>${t('This file cannot be run')}</h1>
        <p role="alert">${this.#failure}</p>
      </main>`;
    }
    if (this.#form === undefined) {
      return html`<main class="form" aria-busy="true">
        <h1 class="muted">${icon('loading', 'spin')} ${t('Reading the script…')}</h1>
      </main>`;
    }
    return this.#filledIn(this.#form);
  }

  #filledIn(form: Form): TemplateResult {
    const { options } = form;
    const name = form.file.split(/[/\\]/).at(-1) ?? form.file;
    const made = this.#made(form);
    const subcommands = subcommandsOf(options);
    const fields = fieldsOf(options, this.#values.command);
    return html`<main class="form" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
      <h1>${t('Run {0}', name)}</h1>
      <p class="muted">
        ${
          options.length === 0
            ? t(
                'No options of argparse, click or typer were found in this script. Write its arguments below.',
              )
            : t(
                'What is left empty is up to the script. Several values, separated by commas, make several runs.',
              )
        }
      </p>
      ${subcommands.length === 0 ? nothing : this.#subcommand(subcommands)}
      ${fields.map((field) =>
        fieldRow({
          field,
          value: this.#values.fields[field.id] ?? '',
          onChange: (value) => this.#setField(field.id, value),
        }),
      )}
      <div class="field">
        <label for="rest">${t('Further arguments')}</label>
        <input
          type="text"
          class="box"
          id="rest"
          spellcheck="false"
          autocomplete="off"
          aria-describedby="rest-about"
          .value=${this.#values.rest}
          @input=${(event: Event) =>
            this.#change({ rest: (event.target as HTMLInputElement).value })}
        />
        <p class="muted small" id="rest-about">
          ${t('as in a terminal, such as --flag key=value')}
        </p>
      </div>
      ${this.#commandLines(form, made)}
      <div class="actions">
        ${button({
          label: runLabel(made, this.#busy),
          primary: true,
          title: 'Enter',
          onClick: () => this.#run(),
        })}
        ${
          name.endsWith('.py') && (made.kind !== 'arguments' || made.count === 1)
            ? button({ label: t('Debug'), onClick: () => this.#debug() })
            : nothing
        }
        ${button({
          label: t('Clear All'),
          onClick: () => this.#change({ fields: {}, rest: '' }),
        })}
        ${button({
          label: t('Open Script'),
          onClick: () => this.#api.send({ kind: 'openScript' }),
        })}
      </div>
    </main>`;
  }

  #subcommand(subcommands: readonly string[]): TemplateResult {
    return html`<div class="field">
      <label for="subcommand">${t('Subcommand')}</label>
      <select
        class="box"
        id="subcommand"
        @change=${(event: Event) =>
          this.#change({ command: (event.target as HTMLSelectElement).value })}
      >
        <option value="" ?selected=${this.#values.command === ''}>${t('none')}</option>
        ${subcommands.map(
          (each) =>
            html`<option value=${each} ?selected=${this.#values.command === each}>${each}</option>`,
        )}
      </select>
    </div>`;
  }

  #commandLines({ command }: Form, made: FormArguments): TemplateResult {
    if (made.kind !== 'arguments') {
      return html`<p class="bad" role="alert">
        ${icon('error')}
        ${
          made.kind === 'open-quote'
            ? t('A quotation mark in the further arguments is not closed.')
            : t('{0} needs a shell, and there is none. Quote it.', made.operator)
        }
      </p>`;
    }
    const shown = made.lists.slice(0, linesShown);
    const more = made.count - shown.length;
    return html`<section aria-labelledby="lines-title">
      <h2 id="lines-title">
        ${made.count === 1 ? t('Command line') : t('Command lines of {0} runs', made.count)}
      </h2>
      <pre tabindex="0" aria-labelledby="lines-title">
${shown
          .map((args) => commandLine([...command, ...args]))
          .join('\n')}${more > 0 ? `\n${t('and {0} more', more)}` : ''}</pre>
    </section>`;
  }

  /** Enter in a box runs, as it does in a dialog. */
  #onKey(event: KeyboardEvent): void {
    const inBox = event.target instanceof HTMLInputElement;
    if (event.key !== 'Enter' || event.isComposing || !inBox) return;
    event.preventDefault();
    this.#run();
  }
}

function runLabel(made: FormArguments, busy: boolean): string {
  if (busy) return t('Running…');
  return made.kind !== 'arguments' || made.count === 1 ? t('Run') : t('Start {0} Runs', made.count);
}
