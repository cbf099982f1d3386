import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver/node';
import type { FileSymbol } from '../../service/features/symbols.ts';
import type { Asked } from '../features.ts';

const kinds: Readonly<Record<FileSymbol['kind'], SymbolKind>> = {
  section: SymbolKind.Namespace,
  stage: SymbolKind.Function,
  generated: SymbolKind.Event,
  entry: SymbolKind.Property,
};

/** The outline of a file. */
export function documentSymbols({ path, service, places }: Asked): DocumentSymbol[] {
  const convert = (one: FileSymbol): DocumentSymbol => ({
    name: one.name === '' ? '""' : one.name,
    detail: one.detail,
    kind: kinds[one.kind],
    range: places.range(path, one.span),
    selectionRange: places.range(path, one.nameSpan),
    children: one.children.map(convert),
  });
  return service.symbols(path).map(convert);
}
