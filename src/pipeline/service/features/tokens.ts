import { interpolationsOf } from '../dvc/expression.ts';
import { fileKind } from '../fileKind.ts';
import type { Rule } from '../grammar/rule.ts';
import { nameOf } from '../paths.ts';
import { asString, type Scalar, type Span, type Value } from '../yaml/values.ts';
import type { Document } from './documents.ts';
import { grammars } from './grammars.ts';
import { rulesAt } from './grammarPath.ts';

/** What parts of a file are; the names are those that colour themes know. */
export const tokenTypes = [
  /** The name of a stage or entry point. */
  'function',
  /** A key that the file's format knows. */
  'property',
  /** A flag of an output, or an option of a command. */
  'enumMember',
  /** A path. */
  'string',
  /** A name that the person chose, such as those in `${…}`. */
  'variable',
  /** `${`, `}`, and what joins the names between them. */
  'operator',
] as const;

/** One of `tokenTypes`. */
export type TokenType = (typeof tokenTypes)[number];

/** A part of a line, and what it is. */
export interface SemanticToken extends Span {
  readonly type: TokenType;
}

/** The keys under which a text is a path. */
const pathKeys = new Set(['deps', 'outs', 'metrics', 'plots', 'path', 'wdir']);
const flagKeys = new Set(['cache', 'persist', 'push', 'checkpoint', 'remote']);

/** What the parts of a file are, in its order; none overlaps another or goes over the end of a line. */
export function tokensOf(document: Document): SemanticToken[] {
  const kind = fileKind(nameOf(document.path));
  const rule = kind === undefined || kind === 'params' ? undefined : grammars[kind];
  if (rule === undefined || document.root === undefined) return [];
  return new Tokens(document, document.root, rule, kind === 'mlproject').read();
}

/** Where a value stands. */
interface Surroundings {
  /** The key that says what the texts in it are. */
  readonly section?: string | undefined;
  /** The key that it is behind. */
  readonly key?: string | undefined;
  /** Where what it is in begins. */
  readonly after: number;
}

class Tokens {
  private readonly text: string;
  private readonly root: Value;
  private readonly rule: Rule;
  private readonly isMlproject: boolean;
  private readonly found: SemanticToken[] = [];

  constructor({ text }: Document, root: Value, rule: Rule, isMlproject: boolean) {
    this.text = text;
    this.root = root;
    this.rule = rule;
    this.isMlproject = isMlproject;
  }

  read(): SemanticToken[] {
    this.visit(this.root, [this.rule], { after: -1 });
    this.found.sort((a, b) => a.start - b.start || a.end - b.end);
    let end = 0;
    return this.found.filter((token) => {
      if (token.start < end || token.end <= token.start) return false;
      end = token.end;
      return true;
    });
  }

  private visit(
    value: Value,
    rules: readonly Rule[],
    { section, key: owner, after }: Surroundings,
  ) {
    // What comes through an alias stands elsewhere, and is seen there.
    if (value.start < after) return;
    if (value.kind === 'scalar') {
      if (value.type === 'str') this.scalar(value, section);
    } else if (value.kind === 'list') {
      for (const [index, item] of value.items.entries()) {
        const inside = rules.flatMap((rule) => rulesAt(rule, value, [index]));
        this.visit(item, inside, { section, key: owner, after: value.start });
      }
    } else if (value.kind === 'map') {
      for (const { key, value: inner, merged } of value.entries) {
        const name = asString(key);
        if (merged || name === undefined || key.kind !== 'scalar') continue;
        const inside = rules.flatMap((rule) => rulesAt(rule, value, [name]));
        const type = keyType(name, rules, value, { section, key: owner });
        if (type === undefined || name.includes('${')) this.scalar(key, section);
        else this.add(key, type);
        const isNamed = rules.some(({ is }) => is === 'named');
        const next = pathKeys.has(name) || name === 'cmd' || name === 'command' ? name : undefined;
        const around = next ?? (isNamed ? undefined : section);
        this.visit(inner, inside, { section: around, key: name, after: key.start });
      }
    }
  }

  private scalar(scalar: Scalar, section: string | undefined): void {
    const written = this.text.slice(scalar.start, scalar.end);
    const isPath = section !== undefined && pathKeys.has(section);
    let at = 0;
    for (const { index, whole, inner } of interpolationsOf(written)) {
      this.literal(scalar.start, written, at, index, section, isPath);
      this.interpolation(scalar.start + index, inner);
      at = index + whole.length;
    }
    this.literal(scalar.start, written, at, written.length, section, isPath);
  }

  private literal(
    offset: number,
    written: string,
    from: number,
    to: number,
    section: string | undefined,
    isPath: boolean,
  ): void {
    const part = written.slice(from, to);
    const start = offset + from;
    if (isPath) this.add({ start, end: start + part.length }, 'string');
    if (section !== 'cmd' && section !== 'command') return;
    for (const { index, 0: option } of part.matchAll(/(?<=^|[\s"'])--?[A-Za-z][\w-]*/g)) {
      this.add({ start: start + index, end: start + index + option.length }, 'enumMember');
    }
    if (!this.isMlproject) return;
    for (const { index, 0: name } of part.matchAll(/(?<=(?<!\{)\{)[\w-]+(?=\})/g)) {
      this.add({ start: start + index, end: start + index + name.length }, 'variable');
    }
  }

  private interpolation(start: number, inner: string): void {
    const from = start + 2;
    this.add({ start, end: from }, 'operator');
    for (const { index, 0: part } of inner.matchAll(/[.[\]]|[^.[\]\s]+/g)) {
      const type = /^[.[\]]$/.test(part) ? 'operator' : 'variable';
      this.add({ start: from + index, end: from + index + part.length }, type);
    }
    this.add({ start: from + inner.length, end: from + inner.length + 1 }, 'operator');
  }

  /** Adds a part, line by line. */
  private add({ start, end }: Span, type: TokenType): void {
    const part = this.text.slice(start, end);
    for (const { index, 0: line } of part.matchAll(/[^\s](?:[^\r\n]*[^\s])?/g)) {
      this.found.push({ start: start + index, end: start + index + line.length, type });
    }
  }
}

/** What a key is by the rules that its map follows; nothing for one that is no word of the format. */
function keyType(
  name: string,
  rules: readonly Rule[],
  map: Value,
  { section, key }: Omit<Surroundings, 'after'>,
): TokenType | undefined {
  for (const rule of rules.flatMap((one) => rulesAt(one, map, []))) {
    if (rule.is === 'named') {
      if (section !== undefined) return undefined;
      return key === 'stages' || key === 'entry_points' ? 'function' : 'variable';
    }
    if (rule.is === 'fields' && Object.hasOwn(rule.fields, name)) {
      return flagKeys.has(name) ? 'enumMember' : 'property';
    }
  }
  return undefined;
}
