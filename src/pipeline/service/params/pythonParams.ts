import type { SyntaxNode } from '@lezer/common';
import type { Entry, Scalar, ScalarType, Span, Value } from '../yaml/values.ts';
import { parsePython } from './pythonSyntax.ts';

/** A Python file, read. */
export type PythonParamsFile =
  | { readonly kind: 'broken'; readonly message: string; readonly span: Span }
  | { readonly kind: 'data'; readonly data: Value };

/**
 * The parameters of a Python file as DVC finds them without running it: what is assigned a literal at
 * the top, in the body of a class, and to `self` in its `__init__`. Unknown where it is not sure that
 * the file can be read.
 */
export function readPythonParams(text: string): PythonParamsFile {
  const { top, state } = parsePython(text);
  if (state === 'unsure') {
    return { kind: 'data', data: { kind: 'unknown', start: 0, end: text.length } };
  }
  if (state !== 'sound') {
    return { kind: 'broken', message: 'The file is no valid Python here.', span: state.broken };
  }
  return { kind: 'data', data: new PythonParams(text).scope(top, false) };
}

class PythonParams {
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** @param ofSelf only assignments to `self.name` count */
  scope(node: SyntaxNode, ofSelf: boolean): Value {
    const entries = new Map<string, Entry>();
    const add = (key: Scalar, value: Value) => entries.set(key.text, { key, value, merged: false });
    for (const statement of childrenOf(node).flatMap(statementsOf)) {
      const [first, second] = childrenOf(statement);
      if (statement.name === 'AssignStatement') {
        const name = first === undefined ? undefined : this.target(first, ofSelf);
        const value = this.assigned(statement);
        if (name !== undefined && value !== undefined) add(name, value);
      } else if (statement.name === 'ClassDefinition') {
        const body = statement.getChild('Body');
        if (second !== undefined && body !== null) add(this.name(second), this.scope(body, false));
      } else if (statement.name === 'FunctionDefinition' && second !== undefined) {
        const body = statement.getChild('Body');
        if (this.source(second) !== '__init__' || body === null) continue;
        const own = this.scope(body, true);
        if (own.kind === 'map')
          for (const { key, value } of own.entries) {
            if (key.kind === 'scalar') add(key, value);
          }
      }
    }
    return {
      kind: 'map',
      entries: [...entries.values()],
      flow: false,
      start: node.from,
      end: node.to,
    };
  }

  private source(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  private name(node: SyntaxNode): Scalar {
    return scalar(node, 'str', this.source(node), this.source(node));
  }

  private target(node: SyntaxNode, ofSelf: boolean): Scalar | undefined {
    if (node.name === 'VariableName' && !ofSelf) return this.name(node);
    const [object, property] = [node.firstChild, node.lastChild];
    if (node.name !== 'MemberExpression' || object === null || property === null) return undefined;
    return this.source(object) === 'self' && property.name === 'PropertyName'
      ? this.name(property)
      : undefined;
  }

  /** The literal that a statement assigns to one name. */
  private assigned(statement: SyntaxNode): Value | undefined {
    const operators = statement.getChildren('AssignOp');
    const [operator] = operators;
    if (operators.length !== 1 || operator === undefined) return undefined;
    const parts = childrenOf(statement).filter(({ from }) => from >= operator.to);
    const [value] = parts;
    return parts.length === 1 && value !== undefined ? this.literal(value) : undefined;
  }

  private literal(node: SyntaxNode): Value | undefined {
    const source = this.source(node);
    switch (node.name) {
      case 'None':
        return scalar(node, 'null', null, source);
      case 'Boolean':
        return scalar(node, 'bool', source === 'True', source);
      case 'Number':
        return number(node, source);
      case 'String':
        return pythonString(node, source);
      case 'ContinuedString':
        return this.joined(node);
      case 'Ellipsis':
        return scalar(node, 'other', source, source);
      case 'UnaryExpression':
        return /^[-+]/.test(source) && node.lastChild?.name === 'Number'
          ? number(node, source.replaceAll(/\s/g, '').replace(/^\+/, ''))
          : undefined;
      case 'CallExpression':
        return source === 'set()' ? scalar(node, 'set', source, source) : undefined;
      case 'ArrayExpression':
        return this.list(node);
      case 'TupleExpression':
        return scalar(node, 'tuple', source, source);
      case 'SetExpression':
        return scalar(node, 'set', source, source);
      case 'DictionaryExpression':
        return this.dict(node);
      case 'ParenthesizedExpression':
        return node.childBefore(node.to - 1) === null ? undefined : this.inParentheses(node);
      default:
        return undefined;
    }
  }

  /** Strings beside each other are one. */
  private joined(node: SyntaxNode): Value | undefined {
    const parts = childrenOf(node).map((part) => this.literal(part));
    const texts = parts.flatMap((part) =>
      part?.kind === 'scalar' && part.type === 'str' ? [part.text] : [],
    );
    if (texts.length < parts.length) return undefined;
    const text = texts.join('');
    return scalar(node, 'str', text, text);
  }

  private inParentheses(node: SyntaxNode): Value | undefined {
    const [, inner] = childrenOf(node);
    return inner === undefined ? undefined : this.literal(inner);
  }

  private list(node: SyntaxNode): Value | undefined {
    const items = childrenOf(node)
      .filter(({ name }) => !/^[[\],]$/.test(name))
      .map((item) => this.literal(item));
    const known = items.filter((item) => item !== undefined);
    if (known.length < items.length) return undefined;
    return { kind: 'list', items: known, flow: true, start: node.from, end: node.to };
  }

  private dict(node: SyntaxNode): Value | undefined {
    const parts = childrenOf(node).filter(({ name }) => !/^[{},:]$/.test(name));
    const entries: Entry[] = [];
    for (let at = 0; at < parts.length; at += 2) {
      const [keyNode, valueNode] = [parts[at], parts[at + 1]];
      const key = keyNode === undefined ? undefined : this.literal(keyNode);
      const value = valueNode === undefined ? undefined : this.literal(valueNode);
      if (key === undefined || value === undefined) return undefined;
      entries.push({ key, value, merged: false });
    }
    return { kind: 'map', entries, flow: true, start: node.from, end: node.to };
  }
}

/** The statements of a line with semicolons, and what decorators stand over. */
function statementsOf(node: SyntaxNode): SyntaxNode[] {
  if (node.name === 'StatementGroup') return childrenOf(node);
  return node.name === 'DecoratedStatement' ? childrenOf(node).slice(-1) : [node];
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

function scalar(node: SyntaxNode, type: ScalarType, value: Scalar['value'], text: string): Scalar {
  return { kind: 'scalar', type, value, text, style: 'plain', start: node.from, end: node.to };
}

function number(node: SyntaxNode, source: string): Value | undefined {
  const plain = source.replaceAll('_', '');
  if (/j$/i.test(plain)) return scalar(node, 'other', source, source);
  const isInt = /^-?(?:\d+|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(plain);
  const negative = plain.startsWith('-');
  const value = negative ? -Number(plain.slice(1)) : Number(plain);
  return scalar(node, isInt ? 'int' : 'float', value, source);
}

function pythonString(node: SyntaxNode, source: string): Value | undefined {
  const match = /^([rRuU]?)("""|'''|"|')([^]*)\2$/.exec(source);
  if (match === null) {
    return /^r?br?["']/i.test(source) ? scalar(node, 'bytes', source, source) : undefined;
  }
  const [, prefix = '', , body = ''] = match;
  const text = prefix.toLowerCase() === 'r' ? body : body.replaceAll(/\\(\r?\n|.)/g, unescape);
  return scalar(node, 'str', text, text);
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

function unescape(whole: string, char: string): string {
  return Object.hasOwn(escapes, char) ? (escapes[char] ?? '') : whole;
}
