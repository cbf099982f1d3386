// oxlint-disable-next-line import/no-unassigned-import -- must come before the toolkit itself
import './styleNonce.ts';
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeTextArea,
  vsCodeTextField,
  type TextArea,
  type TextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icons.ts';

/*
 * The one place that knows the component toolkit, so that it can be changed for another. It adopts
 * constructable style sheets and sets colours through the CSS object model, so that a content
 * policy with a nonce for styles suffices, without 'unsafe-inline'.
 */

/** Makes the components known to the document; call it once before anything is rendered. */
export function useToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextArea(), vsCodeTextField());
}

/** A button with words on it. */
export interface ButtonOptions {
  readonly label: string;
  readonly icon?: IconName;
  readonly primary?: boolean;
  readonly title?: string;
  readonly onClick: () => void;
}

/** A button with words on it. */
export function button(options: ButtonOptions): TemplateResult {
  return html`<vscode-button
    appearance=${options.primary === true ? 'primary' : 'secondary'}
    title=${options.title ?? nothing}
    @click=${options.onClick}
    >${options.icon === undefined ? nothing : html`<span slot="start">${icon(options.icon)}</span>`}${options.label}</vscode-button
  >`;
}

/** A box for one line or several lines of text. */
export interface TextBoxOptions {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly classes?: string;
  readonly onInput: (text: string) => void;
  readonly onKey?: (event: KeyboardEvent) => void;
  readonly onLeave?: () => void;
}

/*
 * The toolkit names a box by its content and by nothing else; `base.css` keeps that from being
 * seen, since each box says by its place what it is for.
 */

/** A box for one line of text. */
export function textField(options: TextBoxOptions): TemplateResult {
  return html`<vscode-text-field
    class=${options.classes ?? ''}
    placeholder=${options.placeholder ?? ''}
    .value=${options.value}
    @input=${(event: Event) => options.onInput((event.target as TextField).value)}
    @keydown=${options.onKey}
    @focusout=${options.onLeave}
    >${options.label}</vscode-text-field
  >`;
}

/** A box for several lines of text. */
export function textArea(options: TextBoxOptions): TemplateResult {
  return html`<vscode-text-area
    class=${options.classes ?? ''}
    placeholder=${options.placeholder ?? ''}
    rows="4"
    resize="vertical"
    .value=${options.value}
    @input=${(event: Event) => options.onInput((event.target as TextArea).value)}
    @keydown=${options.onKey}
    @focusout=${options.onLeave}
    >${options.label}</vscode-text-area
  >`;
}

/** Puts the cursor into a text box of this module, its text selected when asked for. */
export function focusTextBox(box: Element | null, select: boolean): void {
  const control = box?.shadowRoot?.querySelector<HTMLInputElement | HTMLTextAreaElement>(
    'input, textarea',
  );
  control?.focus();
  if (select) control?.select();
}
