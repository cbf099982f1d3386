import { YamlProblem } from './problem.ts';
import type { YamlVersion } from './resolve.ts';
import { Scanner } from './scanner.ts';
import { tokenInWords, type Token } from './tokens.ts';
import type { ScalarStyle, Span } from './values.ts';

interface NodeBase extends Span {
  /** The full tag, such as `tag:yaml.org,2002:str`; nothing without one. */
  readonly tag: string | undefined;
}

/** A node of the document's tree before tags, duplicate keys and merges are looked at. */
export type Node =
  | (NodeBase & { readonly kind: 'scalar'; readonly text: string; readonly style: ScalarStyle })
  | (NodeBase & { readonly kind: 'list'; readonly items: Node[]; readonly flow: boolean })
  | (NodeBase & { readonly kind: 'map'; readonly pairs: NodePair[]; readonly flow: boolean });

/** A key and its value. */
export interface NodePair {
  readonly key: Node;
  readonly value: Node;
}

/** One document. */
export interface ParsedDocument {
  /** Nothing in an empty document. */
  readonly root: Node | undefined;
  readonly version: YamlVersion;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Parses a text that holds one YAML document, accepting and refusing what ruamel.yaml does.
 * @throws YamlProblem for the first thing that is wrong.
 */
export function parseDocument(text: string, version: YamlVersion = '1.2'): ParsedDocument {
  return new Parser(text, version).document();
}

const defaultTags: ReadonlyMap<string, string> = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);

class Parser {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, Node>();
  private tags = new Map(defaultTags);
  private version: YamlVersion;
  private lastEnd = 0;

  constructor(text: string, version: YamlVersion) {
    this.version = version;
    this.scanner = new Scanner(text);
  }

  document(): ParsedDocument {
    const begins = this.is('directive', 'document-start');
    if (!begins && this.is('document-end')) throw this.unexpected('Text is expected here');
    if (this.is('stream-end')) return { root: undefined, version: this.version };
    if (begins) this.directives();
    const root = this.is('directive', 'document-start', 'document-end', 'stream-end')
      ? this.empty(this.scanner.peek().start)
      : this.node('block');
    this.documentEnd();
    return { root, version: this.version };
  }

  private directives(): void {
    let versions = 0;
    while (this.is('directive')) {
      const token = this.take();
      if (token.type !== 'directive') continue;
      const { directive } = token;
      if (directive.name === 'YAML') versions += 1;
      if (versions > 1) {
        const message = 'The version of YAML is declared twice.';
        throw new YamlProblem('yaml-syntax', message, token.start, token.end);
      }
      // PyYAML has the same types whatever version is declared.
      if (directive.name === 'YAML' && this.version !== 'PyYAML') {
        const [, minor] = directive.version;
        if (minor !== 1 && minor !== 2) {
          const message = 'Only YAML 1.1 and 1.2 can be read.';
          throw new YamlProblem('yaml-syntax', message, token.start, token.end);
        }
        this.version = minor === 1 ? '1.1' : '1.2';
      }
      if (directive.name === 'TAG') this.tags.set(directive.handle, directive.prefix);
    }
    if (!this.is('document-start')) throw this.unexpected('`---` is expected behind a directive');
    this.take();
  }

  private documentEnd(): void {
    const explicit = this.is('document-end');
    if (explicit) this.take();
    // Since YAML 1.2, a document without a `---` may follow each `...`.
    while (this.version !== '1.2' && this.is('document-end')) this.take();
    if (this.is('stream-end')) return;
    const { start, end } = this.scanner.peek();
    if (explicit || this.is('document-start')) {
      const message =
        'A second document begins here. DVC reads one document a file: remove the `---` or `...` before it.';
      throw new YamlProblem('yaml-documents', message, start, Math.max(end, start + 1));
    }
    throw this.unexpected('The document should end here');
  }

  // Nodes

  private node(context: 'block' | 'flow' | 'block-or-items'): Node {
    if (this.is('alias')) return this.alias();
    const { anchor, tag, start } = this.properties();
    const token = this.scanner.peek();
    switch (token.type) {
      case 'scalar':
        this.take();
        return this.anchored(anchor, {
          kind: 'scalar',
          tag: tag ?? (token.style === 'plain' ? undefined : 'tag:yaml.org,2002:str'),
          text: token.text,
          style: token.style,
          start: token.start,
          end: token.end,
        });
      case '[':
        return this.flowList(anchor, tag);
      case '{':
        return this.flowMap(anchor, tag);
      case '-':
        if (context === 'block-or-items') return this.itemsWithoutIndent(anchor, tag);
        break;
      case 'block-sequence-start':
        if (context !== 'flow') return this.blockList(anchor, tag);
        break;
      case 'block-mapping-start':
        if (context !== 'flow') return this.blockMap(anchor, tag);
        break;
      default:
    }
    if (anchor === undefined && tag === undefined)
      throw this.unexpected('A value is expected here');
    return this.anchored(anchor, { ...this.empty(start), tag });
  }

  private alias(): Node {
    const token = this.take();
    const name = token.type === 'alias' ? token.name : '';
    const node = this.anchors.get(name);
    if (node !== undefined) return node;
    const message = `Nothing above is named \`&${name}\`. If this is no alias, put it in quotes.`;
    throw new YamlProblem('yaml-alias', message, token.start, token.end);
  }

  private properties(): { anchor?: string; tag?: string; start: number } {
    const found: { anchor?: string; tag?: string; start: number } = {
      start: this.scanner.peek().start,
    };
    for (let more = 2; more > 0; more -= 1) {
      const token = this.scanner.peek();
      if (token.type === 'anchor' && found.anchor === undefined) found.anchor = token.name;
      else if (token.type === 'tag' && found.tag === undefined) found.tag = this.fullTag(token);
      else break;
      this.take();
    }
    return found;
  }

  private fullTag(token: Extract<Token, { type: 'tag' }>): string {
    if (token.handle === undefined) return token.suffix;
    const prefix = this.tags.get(token.handle);
    if (prefix !== undefined) return prefix + token.suffix;
    const message = `The tag handle \`${token.handle}\` is not declared by a %TAG directive.`;
    throw new YamlProblem('yaml-tag', message, token.start, token.end);
  }

  private anchored(anchor: string | undefined, node: Node): Node {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  private empty(at: number): Extract<Node, { kind: 'scalar' }> {
    return { kind: 'scalar', tag: undefined, text: '', style: 'plain', start: at, end: at };
  }

  private newList(anchor: string | undefined, tag: string | undefined, flow: boolean) {
    const { start } = this.scanner.peek();
    const list: Mutable<Extract<Node, { kind: 'list' }>> = {
      kind: 'list',
      tag,
      items: [],
      flow,
      start,
      end: start,
    };
    this.anchored(anchor, list);
    return list;
  }

  private newMap(anchor: string | undefined, tag: string | undefined, flow: boolean) {
    const { start } = this.scanner.peek();
    const map: Mutable<Extract<Node, { kind: 'map' }>> = {
      kind: 'map',
      tag,
      pairs: [],
      flow,
      start,
      end: start,
    };
    this.anchored(anchor, map);
    return map;
  }

  private blockList(anchor: string | undefined, tag: string | undefined): Node {
    const list = this.newList(anchor, tag, false);
    this.take();
    while (this.is('-')) {
      const { end } = this.take();
      list.items.push(this.is('-', 'block-end') ? this.empty(end) : this.node('block'));
    }
    if (!this.is('block-end')) throw this.unexpected('Another list item (`- `) is expected here');
    list.end = Math.max(list.start, this.lastEnd);
    this.take();
    return list;
  }

  private itemsWithoutIndent(anchor: string | undefined, tag: string | undefined): Node {
    const list = this.newList(anchor, tag, false);
    while (this.is('-')) {
      const { end } = this.take();
      const isEmpty = this.is('-', 'key', 'value', 'block-end');
      list.items.push(isEmpty ? this.empty(end) : this.node('block'));
    }
    list.end = this.lastEnd;
    return list;
  }

  private blockMap(anchor: string | undefined, tag: string | undefined): Node {
    const map = this.newMap(anchor, tag, false);
    this.take();
    while (this.is('key') || this.is('value')) {
      const key = this.blockPart('key');
      map.pairs.push({ key, value: this.blockPart('value') });
    }
    if (!this.is('block-end')) {
      throw this.unexpected('A key is expected here, indented like the keys above');
    }
    map.end = Math.max(map.start, this.lastEnd);
    this.take();
    return map;
  }

  private blockPart(type: 'key' | 'value'): Node {
    if (!this.is(type)) return this.empty(this.scanner.peek().start);
    const { end } = this.take();
    return this.is('key', 'value', 'block-end') ? this.empty(end) : this.node('block-or-items');
  }

  private flowList(anchor: string | undefined, tag: string | undefined): Node {
    const list = this.newList(anchor, tag, true);
    const open = this.take();
    while (!this.is(']')) {
      if (list.items.length > 0) this.comma(open, ']');
      if (this.is('key')) list.items.push(this.flowPair());
      else if (!this.is(']')) list.items.push(this.node('flow'));
    }
    list.end = this.take().end;
    return list;
  }

  private flowPair(): Node {
    const map = this.newMap(undefined, undefined, true);
    const { end } = this.take();
    const key = this.is('value', ',', ']') ? this.empty(end) : this.node('flow');
    map.start = key.start;
    map.pairs.push({ key, value: this.flowValue() });
    map.end = this.lastEnd;
    return map;
  }

  private flowMap(anchor: string | undefined, tag: string | undefined): Node {
    const map = this.newMap(anchor, tag, true);
    const open = this.take();
    while (!this.is('}')) {
      if (map.pairs.length > 0) this.comma(open, '}');
      if (this.is('key')) {
        const { end } = this.take();
        const key = this.is('value', ',', '}') ? this.empty(end) : this.node('flow');
        map.pairs.push({ key, value: this.flowValue() });
      } else if (this.is('value')) {
        const key = this.empty(this.scanner.peek().end);
        map.pairs.push({ key, value: this.flowValue() });
      } else if (!this.is('}')) {
        const key = this.node('flow');
        map.pairs.push({ key, value: this.empty(key.end) });
      }
    }
    map.end = this.take().end;
    return map;
  }

  private flowValue(): Node {
    if (!this.is('value')) return this.empty(this.scanner.peek().start);
    const { end } = this.take();
    return this.is(',', ']', '}') ? this.empty(end) : this.node('flow');
  }

  private comma(open: Token, closing: ']' | '}'): void {
    if (this.is(',')) {
      this.take();
      return;
    }
    if (this.is('stream-end')) {
      const message = `This bracket is never closed by \`${closing}\`.`;
      throw new YamlProblem('yaml-syntax', message, open.start, open.end);
    }
    throw this.unexpected(`A \`,\` or \`${closing}\` is expected here`);
  }

  // Tokens

  private is(...types: readonly Token['type'][]): boolean {
    return types.includes(this.scanner.peek().type);
  }

  private take(): Token {
    const token = this.scanner.next();
    if (token.end > token.start) this.lastEnd = token.end;
    return token;
  }

  private unexpected(expectation: string): YamlProblem {
    const token = this.scanner.peek();
    const message = `${expectation}, not ${tokenInWords(token)}.`;
    return new YamlProblem(
      'yaml-syntax',
      message,
      token.start,
      Math.max(token.end, token.start + 1),
    );
  }
}
