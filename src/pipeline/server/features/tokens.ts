import { SemanticTokensBuilder, type SemanticTokens } from 'vscode-languageserver/node';
import { tokenTypes } from '../../service/features/tokens.ts';
import type { Asked } from '../features.ts';

/** The kinds of tokens as they are numbered in an answer. */
export const tokenLegend = { tokenTypes: [...tokenTypes], tokenModifiers: [] };

/** What the parts of a file are, for its colours. */
export function semanticTokens({ path, service, places }: Asked): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const token of service.tokens(path)) {
    const { start, end } = places.range(path, token);
    const length = end.character - start.character;
    builder.push(start.line, start.character, length, tokenTypes.indexOf(token.type), 0);
  }
  return builder.build();
}
