import { html, nothing, render, type TemplateResult } from 'lit';
import type { BuiltPackage } from '../../src/model/modelPackage.ts';
import type { DraftFiles } from '../../src/protocol/packageDraft.ts';
import type { PackagePreview } from '../../src/protocol/packages.ts';
import type { FromPackagePage, PackagePageState } from '../../src/protocol/packagePage.ts';
import { icon } from '../shared/icons.ts';
import { setStrings, t } from '../shared/text.ts';
import { button } from '../shared/toolkit.ts';
import type { VsCodeApi } from '../shared/vscodeApi.ts';
import { builtPart } from './built.ts';
import { cardPart } from './card.ts';
import { draftOf, draftProblems, hasFindings, wishesOf, type Draft } from './draft.ts';
import { fields } from './fields.ts';
import { filesPart } from './files.ts';
import { gatesPart, lineagePart, metricsPart, modelPart, safetyPart } from './parts.ts';
import { readMessage, readPlaced } from './messages.ts';

/** The preview of a package: what it will hold, and what may be changed of it. */
export class PackagePage {
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi<FromPackagePage, PackagePageState>;
  #preview: PackagePreview | undefined;
  #draft: Draft | undefined;
  #files: DraftFiles | undefined;
  #built: BuiltPackage | undefined;
  #failure: string | undefined;
  #refusal: string | undefined;
  #busy = false;

  constructor(root: HTMLElement, api: VsCodeApi<FromPackagePage, PackagePageState>) {
    this.#root = root;
    this.#api = api;
  }

  /** Begins to listen, and asks for the sheet. */
  start(): void {
    window.addEventListener('message', (event) => this.#receive(event.data));
    // The window may be loaded anew before the sheet has come.
    const placed = readPlaced(this.#root.dataset['placed']);
    if (placed !== undefined) this.#api.setState(placed);
    this.#api.send({ kind: 'ready' });
    this.#draw();
  }

  #receive(raw: unknown): void {
    const message = readMessage(raw);
    if (message === undefined) return;
    switch (message.kind) {
      case 'preview':
        setStrings(message.strings);
        this.#preview = message.preview;
        this.#draft ??= draftOf(message.preview.plan);
        this.#failure = undefined;
        break;
      case 'files':
        this.#files = message.files;
        break;
      case 'card':
        this.#draft = this.#draft && { ...this.#draft, card: message.text };
        break;
      case 'busy':
        this.#busy = message.busy;
        if (message.busy) this.#refusal = undefined;
        break;
      case 'built':
        this.#built = message.built;
        break;
      case 'refused':
        this.#refusal = message.sentence;
        break;
      case 'failed':
        setStrings(message.strings);
        this.#failure = message.sentence;
        break;
    }
    this.#draw();
  }

  #change(change: Partial<Draft>): void {
    if (this.#draft === undefined) return;
    this.#draft = { ...this.#draft, ...change };
    this.#draw();
  }

  #package(): void {
    const draft = this.#sound();
    if (this.#preview === undefined || draft === undefined || this.#busy) return;
    const { plan } = this.#preview;
    const override = draft.override.trim();
    this.#api.send({
      kind: 'package',
      wishes: wishesOf(draft),
      // A card of one's own names the version.
      versionChosen: draft.version !== plan.version || draft.card !== undefined,
      ...(override === '' || !hasFindings(plan) ? {} : { override }),
    });
  }

  /** What is written, if nothing is wrong with it; else the first box that is wrong is gone to. */
  #sound(): Draft | undefined {
    if (this.#draft === undefined) return undefined;
    if (Object.keys(draftProblems(this.#draft)).length === 0) return this.#draft;
    this.#root.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    return undefined;
  }

  #askCard(): void {
    const draft = this.#sound();
    if (draft === undefined) return;
    const { card: _made, ...rest } = draft;
    this.#api.send({ kind: 'card', wishes: wishesOf(rest) });
  }

  #draw(): void {
    render(this.#content(), this.#root);
  }

  #content(): TemplateResult {
    if (this.#failure !== undefined) {
      return html`<main class="sheet">
        <h1>${t('This model cannot be packaged')}</h1>
        <p role="alert">${this.#failure}</p>
      </main>`;
    }
    if (this.#preview === undefined || this.#draft === undefined) {
      return html`<main class="sheet" aria-busy="true">
        <h1 class="muted">${icon('loading', 'spin')} ${t('Reading the model…')}</h1>
      </main>`;
    }
    return this.#sheet(this.#preview, this.#draft);
  }

  #sheet(preview: PackagePreview, draft: Draft): TemplateResult {
    const { plan } = preview;
    const change = (each: Partial<Draft>): void => this.#change(each);
    return html`<main class="sheet">
      <h1>${t('Package Model')}</h1>
      <p class="muted">
        ${t('This will be in the package. Nothing leaves this machine before you push it.')}
      </p>
      ${preview.problem === undefined ? nothing : notice(preview.problem)}
      ${fields(draft, plan, change)} ${modelPart(preview)} ${filesPart(this.#files)}
      ${safetyPart(plan.facts.findings, draft, change)} ${gatesPart(preview.gates)}
      ${lineagePart(plan.lineage, () => this.#api.send({ kind: 'openRun' }))}
      ${metricsPart(plan.lineage)} ${cardPart(draft, change, () => this.#askCard())}
      ${this.#refusal === undefined ? nothing : notice(this.#refusal)}
      <div class="actions always">
        ${button({
          label: this.#busy ? t('Packaging…') : t('Package'),
          icon: 'package',
          primary: this.#built === undefined,
          onClick: () => this.#package(),
        })}
      </div>
      <div role="status">
        ${this.#built === undefined ? nothing : builtPart(this.#built, (message) => this.#api.send(message))}
      </div>
    </main>`;
  }
}

function notice(sentence: string): TemplateResult {
  return html`<div class="notice bad" role="alert">
    ${icon('error')}
    <p>${sentence}</p>
  </div>`;
}
