import { html, type TemplateResult } from 'lit';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { button, focusTextBox, textArea } from '../../shared/toolkit.ts';
import type { RunContext } from '../context.ts';

/** The person's note, edited where it stands. */
export function note(context: RunContext): TemplateResult {
  const { ui, details } = context;
  const draft = ui.text('note');
  if (draft !== undefined) return noteBox(context, draft);
  const text = details.row.note;
  const begin = (): void => {
    ui.setText('note', text);
    requestAnimationFrame(() => focusTextBox(document.querySelector('.note-box'), false));
  };
  return html`<button
    type="button"
    class="note ${text === '' ? 'empty' : ''}"
    title=${t('Edit the note')}
    @click=${begin}
  >
    ${text === '' ? html`${icon('edit')}${t('Add a note')}` : html`<span dir="auto">${text}</span>`}
  </button>`;
}

function noteBox({ ui, details, post }: RunContext, draft: string): TemplateResult {
  const end = (save: boolean): void => {
    const text = ui.text('note');
    if (text === undefined) return;
    ui.setText('note', undefined);
    if (save && text !== details.row.note) post({ kind: 'note', text });
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.note')?.focus());
  };
  return html`<div class="note-editor">
    ${textArea({
      label: t('Note'),
      classes: 'note-box',
      placeholder: t('What was tried, and what came of it'),
      value: draft,
      onInput: (text) => ui.setText('note', text),
      onKey: (event) => {
        if (event.isComposing) return;
        if (event.key === 'Escape') end(false);
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) end(true);
      },
    })}
    <div class="actions">
      ${button({ label: t('Save'), primary: true, title: 'Ctrl+Enter', onClick: () => end(true) })}
      ${button({ label: t('Cancel'), onClick: () => end(false) })}
    </div>
  </div>`;
}
