import type { ScalarStyle, Span } from './values.ts';

/** What the scanner finds: the terminals of YAML's grammar, with implied block starts and ends. */
export type Token = Span &
  (
    | {
        readonly type:
          | 'stream-end'
          | 'document-start'
          | 'document-end'
          | 'block-sequence-start'
          | 'block-mapping-start'
          | 'block-end'
          | '['
          | ']'
          | '{'
          | '}'
          | ','
          | '-'
          | 'key'
          | 'value';
      }
    | { readonly type: 'alias' | 'anchor'; readonly name: string }
    | { readonly type: 'tag'; readonly handle: string | undefined; readonly suffix: string }
    | {
        readonly type: 'directive';
        readonly directive:
          | { readonly name: 'YAML'; readonly version: readonly [number, number] }
          | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string }
          | { readonly name: 'other' };
      }
    | { readonly type: 'scalar'; readonly text: string; readonly style: ScalarStyle }
  );

/** A token's name in a message for people. */
export function tokenInWords(token: Token): string {
  switch (token.type) {
    case 'stream-end':
      return 'the end of the file';
    case 'document-start':
      return 'a new document (`---`)';
    case 'document-end':
      return 'the end of the document (`...`)';
    case 'block-sequence-start':
    case '-':
      return 'a list item';
    case 'block-mapping-start':
    case 'key':
      return 'a key';
    case 'value':
      return 'a `:`';
    case 'block-end':
      return 'a line that is indented less';
    case 'scalar':
      return 'text';
    case 'alias':
      return 'an alias';
    case 'anchor':
      return 'an anchor';
    case 'tag':
      return 'a tag';
    case 'directive':
      return 'a directive';
    default:
      return `\`${token.type}\``;
  }
}
