import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver/node';
import type { Completion } from '../../service/features/completion.ts';
import type { Asked } from '../features.ts';

const kinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  parameter: CompletionItemKind.Variable,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  output: CompletionItemKind.Reference,
  stage: CompletionItemKind.Module,
  metric: CompletionItemKind.Constant,
};

/** What can be written at a place, in the order of the language service. */
export function completionList({ path, service, places }: Asked, offset: number): CompletionItem[] {
  return service.completions(path, offset).map((one, index) => ({
    label: one.label,
    kind: kinds[one.kind],
    sortText: String(index).padStart(5, '0'),
    filterText: one.text,
    textEdit: { range: places.range(path, one.span), newText: one.text },
    ...(one.doc !== undefined && {
      documentation: { kind: 'markdown' as const, value: one.doc },
    }),
  }));
}
