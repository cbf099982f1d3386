import { YamlProblem } from './problem.ts';
import { code, isBlank, isLineEnd, Reader } from './reader.ts';
import { readBlock, readPlain, readQuoted } from './scalars.ts';
import { readAnchorName, readDirective, readTag } from './properties.ts';
import type { Token } from './tokens.ts';

/** Something that turns out to be a key when a `:` follows it on its line. */
interface PossibleKey {
  readonly tokenNumber: number;
  /** It stands where only a key can. */
  readonly required: boolean;
  readonly position: number;
  readonly line: number;
  readonly column: number;
}

const maxKeyLength = 1024;
/** Python gives up on its recursion limit somewhere behind this. */
const maxDepth = 300;

/**
 * Splits a text into the tokens of YAML's grammar as ruamel.yaml does for YAML 1.2, which decides
 * what DVC can read. Whether something is a key is seen at its `:` only, so tokens wait in a queue
 * until it is known.
 */
export class Scanner {
  private readonly reader: Reader;
  private readonly queue: Token[] = [];
  private taken = 0;
  /** The first of the queue is known to be no key. */
  private settled = false;
  private done = false;
  /** The open `[` and `{`. */
  private readonly flow: ('[' | '{')[] = [];
  private indent = -1;
  private readonly indents: number[] = [];
  private keyAllowed = true;
  /** By the number of open `[` and `{`. */
  private readonly possibleKeys = new Map<number, PossibleKey>();

  /** @throws YamlProblem where the text holds a forbidden character. */
  constructor(text: string) {
    this.reader = new Reader(text);
  }

  /**
   * The next token, which stays the next.
   * @throws YamlProblem where no token can begin.
   */
  peek(): Token {
    if (!this.settled) while (this.needsMore()) this.fetch();
    this.settled = true;
    const [token] = this.queue;
    return token ?? { type: 'stream-end', ...this.spanOf(this.reader.text.length) };
  }

  /** The next token, which is then past. @throws YamlProblem where no token can begin. */
  next(): Token {
    const token = this.peek();
    this.settled = false;
    this.queue.shift();
    this.taken += 1;
    return token;
  }

  private needsMore(): boolean {
    if (this.done) return false;
    if (this.queue.length === 0) return true;
    this.dropStaleKeys();
    for (const { tokenNumber } of this.possibleKeys.values()) {
      if (tokenNumber === this.taken) return true;
    }
    return false;
  }

  private fetch(): void {
    const { reader } = this;
    this.skipToToken();
    this.dropStaleKeys();
    this.unwind(reader.column);
    const char = reader.peek();
    if (char === code.end) return this.fetchEnd();
    const sign = String.fromCharCode(char);
    if (sign === '%' && reader.column === 0) return this.fetchDirective();
    if (reader.atDocumentMark()) return this.fetchDocumentMark(sign === '-');
    switch (sign) {
      case '[':
      case '{':
        return this.fetchFlowStart(sign);
      case ']':
      case '}':
        return this.fetchFlowEnd(sign);
      case ',':
        return this.fetchFlowEntry();
      case '*':
      case '&':
        return this.fetchAnchor(sign);
      case '!':
        return this.fetchTag();
      case "'":
      case '"':
        return this.fetchQuoted();
    }
    if (sign === '-' && isBlank(reader.peek(1))) return this.fetchBlockEntry();
    if (sign === '?' && (this.inFlow || isBlank(reader.peek(1)))) return this.fetchKey();
    if (sign === ':' && this.isValueHere()) return this.fetchValue();
    if ((sign === '|' || sign === '>') && !this.inFlow) return this.fetchBlockScalar();
    if (this.isPlainHere(sign)) return this.fetchPlain();
    throw this.cannotBegin(sign);
  }

  private get inFlow(): boolean {
    return this.flow.length > 0;
  }

  private skipToToken(): void {
    const { reader } = this;
    for (;;) {
      while (reader.peek() === code.space || (this.inFlow && reader.peek() === code.tab)) {
        reader.skip();
      }
      if (reader.peek() === 35 /* # */) reader.skipToLineEnd();
      if (reader.lineBreak() === '') return;
      if (!this.inFlow) this.keyAllowed = true;
    }
  }

  private cannotBegin(sign: string): YamlProblem {
    const { position } = this.reader;
    if (sign === '\t') {
      const message = 'A tab stands where YAML allows spaces only. Replace it by spaces.';
      return new YamlProblem('yaml-tab', message, position);
    }
    const message = `A value cannot begin with \`${sign}\`. Put it in quotes.`;
    return new YamlProblem('yaml-syntax', message, position);
  }

  // Keys

  private dropStaleKeys(): void {
    const { reader } = this;
    for (const [level, key] of this.possibleKeys) {
      if (key.line === reader.line && reader.position - key.position <= maxKeyLength) continue;
      if (key.required) throw this.missingColon(key);
      this.possibleKeys.delete(level);
    }
  }

  private missingColon(key: PossibleKey): YamlProblem {
    const { text } = this.reader;
    let end = key.position;
    while (end < text.length && !isLineEnd(text.charCodeAt(end))) end += 1;
    const message = 'A key and a `:` are expected on this line.';
    return new YamlProblem('yaml-syntax', message, key.position, Math.max(end, key.position + 1));
  }

  private savePossibleKey(): void {
    if (!this.keyAllowed) return;
    const { position, line, column } = this.reader;
    this.removePossibleKey();
    this.possibleKeys.set(this.flow.length, {
      tokenNumber: this.taken + this.queue.length,
      required: !this.inFlow && this.indent === column,
      position,
      line,
      column,
    });
  }

  private removePossibleKey(): void {
    const key = this.possibleKeys.get(this.flow.length);
    if (key?.required === true) throw this.missingColon(key);
    this.possibleKeys.delete(this.flow.length);
  }

  // Indentation

  private unwind(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.indent = this.indents.pop() ?? -1;
      this.push({ type: 'block-end', ...this.spanOf(this.reader.position) });
    }
  }

  private deepen(column: number): boolean {
    if (this.indent >= column) return false;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > maxDepth) throw this.tooDeep();
    return true;
  }

  private tooDeep(): YamlProblem {
    const message = `Values lie more than ${maxDepth} levels deep in each other here, which Python cannot read.`;
    return new YamlProblem('yaml-size', message, this.reader.position);
  }

  // Tokens

  private push(token: Token): void {
    this.queue.push(token);
  }

  private spanOf(start: number): { start: number; end: number } {
    return { start, end: start };
  }

  /** Steps over a sign and adds its token. */
  private pushSign(type: '[' | ']' | '{' | '}' | ',' | '-' | 'key' | 'value'): void {
    const { position: start } = this.reader;
    this.reader.skip();
    this.push({ type, start, end: start + 1 });
  }

  private fetchEnd(): void {
    this.unwind(-1);
    this.removePossibleKey();
    this.possibleKeys.clear();
    this.push({ type: 'stream-end', ...this.spanOf(this.reader.position) });
    this.done = true;
  }

  private fetchDirective(): void {
    this.unwind(-1);
    this.removePossibleKey();
    this.keyAllowed = false;
    const { position: start } = this.reader;
    const directive = readDirective(this.reader);
    this.push({ type: 'directive', directive, start, end: this.reader.position });
  }

  private fetchDocumentMark(begins: boolean): void {
    this.unwind(-1);
    this.removePossibleKey();
    this.keyAllowed = false;
    const { position: start } = this.reader;
    this.reader.skip(3);
    this.push({ type: begins ? 'document-start' : 'document-end', start, end: start + 3 });
  }

  private fetchFlowStart(sign: '[' | '{'): void {
    this.savePossibleKey();
    this.flow.push(sign);
    if (this.flow.length > maxDepth) throw this.tooDeep();
    this.keyAllowed = true;
    this.pushSign(sign);
  }

  private fetchFlowEnd(sign: ']' | '}'): void {
    this.removePossibleKey();
    this.flow.pop();
    this.keyAllowed = false;
    this.pushSign(sign);
  }

  private fetchFlowEntry(): void {
    this.keyAllowed = true;
    this.removePossibleKey();
    this.pushSign(',');
  }

  private fetchBlockEntry(): void {
    const { reader } = this;
    if (!this.inFlow) {
      if (!this.keyAllowed) {
        const message = 'A list item cannot begin here. Put it on a line of its own.';
        throw new YamlProblem('yaml-syntax', message, reader.position);
      }
      if (this.deepen(reader.column)) {
        this.push({ type: 'block-sequence-start', ...this.spanOf(reader.position) });
      }
    }
    this.keyAllowed = true;
    this.removePossibleKey();
    this.pushSign('-');
  }

  private fetchKey(): void {
    const { reader } = this;
    if (!this.inFlow) {
      if (!this.keyAllowed) {
        const message = 'A key cannot begin here. Put it on a line of its own.';
        throw new YamlProblem('yaml-syntax', message, reader.position);
      }
      if (this.deepen(reader.column)) {
        this.push({ type: 'block-mapping-start', ...this.spanOf(reader.position) });
      }
    }
    this.keyAllowed = !this.inFlow;
    this.removePossibleKey();
    this.pushSign('key');
  }

  private fetchValue(): void {
    const { reader } = this;
    const key = this.possibleKeys.get(this.flow.length);
    if (key !== undefined) {
      this.possibleKeys.delete(this.flow.length);
      const at = key.tokenNumber - this.taken;
      this.queue.splice(at, 0, { type: 'key', ...this.spanOf(key.position) });
      if (!this.inFlow && this.deepen(key.column)) {
        this.queue.splice(at, 0, { type: 'block-mapping-start', ...this.spanOf(key.position) });
      }
      this.keyAllowed = false;
    } else {
      if (!this.inFlow) {
        if (!this.keyAllowed) throw this.valueNotAllowed();
        if (this.deepen(reader.column)) {
          this.push({ type: 'block-mapping-start', ...this.spanOf(reader.position) });
        }
      }
      this.keyAllowed = !this.inFlow;
      this.removePossibleKey();
    }
    this.pushSign('value');
  }

  private valueNotAllowed(): YamlProblem {
    const message =
      'A `: ` cannot stand here. Check the indentation and the line above, or put the text in quotes.';
    return new YamlProblem('yaml-syntax', message, this.reader.position);
  }

  /** Whether a `:` here separates a key from its value. */
  private isValueHere(): boolean {
    const spaced = isBlank(this.reader.peek(1));
    if (!this.inFlow || spaced) return spaced;
    return this.flow.at(-1) === '{' && this.queue.at(-1)?.type !== 'value';
  }

  private fetchAnchor(sign: '*' | '&'): void {
    this.savePossibleKey();
    this.keyAllowed = false;
    const { position: start } = this.reader;
    const name = readAnchorName(this.reader);
    const type = sign === '*' ? 'alias' : 'anchor';
    this.push({ type, name, start, end: this.reader.position });
  }

  private fetchTag(): void {
    this.savePossibleKey();
    this.keyAllowed = false;
    const { position: start } = this.reader;
    const tag = readTag(this.reader);
    this.push({ type: 'tag', ...tag, start, end: this.reader.position });
  }

  private fetchQuoted(): void {
    this.savePossibleKey();
    this.keyAllowed = false;
    this.push({ type: 'scalar', ...readQuoted(this.reader) });
  }

  private fetchBlockScalar(): void {
    this.keyAllowed = true;
    this.removePossibleKey();
    this.push({ type: 'scalar', ...readBlock(this.reader, this.indent) });
  }

  private isPlainHere(sign: string): boolean {
    if (isBlank(sign.charCodeAt(0))) return false;
    if (!'-?:,[]{}#&*!|>\'"%@`'.includes(sign)) return true;
    const next = this.reader.peek(1);
    if (sign === ':' && this.inFlow) return next !== code.space && next !== code.tab;
    return !isBlank(next) && (sign === '-' || (!this.inFlow && '?:'.includes(sign)));
  }

  private fetchPlain(): void {
    this.savePossibleKey();
    const scalar = readPlain(this.reader, this.indent, this.inFlow);
    this.keyAllowed = scalar.lineEnded;
    this.push({ type: 'scalar', ...scalar });
  }
}
