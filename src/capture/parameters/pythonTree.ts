import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';

/** A Python literal as its value; a list keeps the text of its items. */
export type PythonValue =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'none'; readonly text: string }
  | { readonly kind: 'list'; readonly text: string; readonly items: readonly PythonValue[] };

/** A call's arguments: those by position, and those by name. */
export interface CallArguments {
  readonly positional: readonly SyntaxNode[];
  readonly named: ReadonlyMap<string, SyntaxNode>;
}

/** A parameter of a function, as its definition writes it. */
export interface FunctionParameter {
  readonly name: string;
  readonly annotation?: SyntaxNode;
  readonly default?: SyntaxNode;
  readonly node: SyntaxNode;
}

/** A Python file as a tree, read without running it. Broken code gives what can still be told. */
export class PythonSource {
  readonly root: SyntaxNode;
  readonly #text: string;
  readonly #lineStarts: readonly number[];
  readonly #constants = new Map<string, SyntaxNode>();

  constructor(text: string) {
    this.#text = text;
    this.root = parser.parse(text).topNode;
    this.#lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
    for (const statement of childrenOf(this.root, 'AssignStatement')) {
      const [target, ...rest] = children(statement);
      const value = rest.at(-1);
      if (target?.name === 'VariableName' && value) this.#constants.set(this.text(target), value);
    }
  }

  text(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to);
  }

  /** The line in which a node begins, from 1. */
  line(node: SyntaxNode): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= node.from) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** Every node of one kind, in the order of the file. */
  all(name: string): SyntaxNode[] {
    const found: SyntaxNode[] = [];
    this.root.cursor().iterate((node) => {
      if (node.name === name) found.push(node.node);
    });
    return found;
  }

  /** What a call calls, as written: `parser.add_argument`. */
  callee(call: SyntaxNode): string {
    const callee = call.firstChild;
    return callee ? this.text(callee) : '';
  }

  /** The arguments in an `ArgList`. */
  arguments(list: SyntaxNode | null): CallArguments {
    const positional: SyntaxNode[] = [];
    const named = new Map<string, SyntaxNode>();
    const nodes = list ? children(list) : [];
    for (let at = 0; at < nodes.length; at++) {
      const node = nodes[at];
      if (node === undefined || /^[(),]$/.test(node.name)) continue;
      if (nodes[at + 1]?.name === 'AssignOp') {
        const value = nodes[at + 2];
        if (value) named.set(this.text(node), value);
        at += 2;
      } else if (node.name === '*' || node.name === '**') at++;
      else positional.push(node);
    }
    return { positional, named };
  }

  /** The parameters of a function's `ParamList`. */
  parameters(list: SyntaxNode): FunctionParameter[] {
    const found: FunctionParameter[] = [];
    const nodes = children(list);
    for (let at = 0; at < nodes.length; at++) {
      const node = nodes[at];
      const before = nodes[at - 1]?.name;
      if (node?.name !== 'VariableName' || before === '*' || before === '**') continue;
      if (before === 'AssignOp') continue;
      const type = nodes[at + 1]?.name === 'TypeDef' ? nodes[at + 1] : undefined;
      const assigned = nodes[at + (type ? 2 : 1)]?.name === 'AssignOp';
      const value = assigned ? nodes[at + (type ? 3 : 2)] : undefined;
      const annotation = type?.lastChild;
      found.push({
        name: this.text(node),
        node,
        ...(annotation && { annotation }),
        ...(value && { default: value }),
      });
    }
    return found;
  }

  /**
   * The value of a literal, or of a name that the file sets to one at its top level; undefined for
   * what is worked out at run time.
   */
  value(node: SyntaxNode | undefined, depth = 0): PythonValue | undefined {
    if (!node || depth > 8) return undefined;
    const text = this.text(node);
    switch (node.name) {
      case 'String':
        return { kind: 'string', text: unquoted(text) };
      case 'ContinuedString': {
        const parts = children(node).map((part) => this.value(part, depth + 1));
        return parts.every((part) => part?.kind === 'string')
          ? { kind: 'string', text: parts.map((part) => part?.text ?? '').join('') }
          : undefined;
      }
      case 'Number':
        return { kind: 'number', text };
      case 'Boolean':
        return { kind: 'boolean', text };
      case 'None':
        return { kind: 'none', text };
      case 'UnaryExpression': {
        const operand = this.value(node.lastChild ?? undefined, depth + 1);
        return operand?.kind === 'number' ? { kind: 'number', text } : undefined;
      }
      case 'ParenthesizedExpression':
        return this.value(node.firstChild?.nextSibling ?? undefined, depth + 1);
      case 'ArrayExpression':
      case 'TupleExpression':
      case 'SetExpression':
        return this.#list(node, depth);
      case 'VariableName':
        return this.value(this.#constants.get(text), depth + 1);
      case 'MemberExpression':
        return this.value(this.#memberValue(node), depth + 1);
      default:
        return undefined;
    }
  }

  /** The assignments in the body of a class, by name; undefined when the file has no such class. */
  classMembers(name: string): ReadonlyMap<string, SyntaxNode> | undefined {
    const definition = this.all('ClassDefinition').find((one) => {
      const variable = one.getChild('VariableName');
      return variable !== null && this.text(variable) === name;
    });
    const body = definition?.getChild('Body');
    if (!body) return undefined;
    return new Map(
      childrenOf(body, 'AssignStatement').flatMap((statement): [string, SyntaxNode][] => {
        const { firstChild, lastChild } = statement;
        return firstChild && lastChild ? [[this.text(firstChild), lastChild]] : [];
      }),
    );
  }

  /** `Optimizer.adam`: what the class of this file sets the member to. */
  #memberValue(node: SyntaxNode): SyntaxNode | undefined {
    const [owner, , member] = children(node);
    if (owner?.name !== 'VariableName' || member?.name !== 'PropertyName') return undefined;
    return this.classMembers(this.text(owner))?.get(this.text(member));
  }

  #list(node: SyntaxNode, depth: number): PythonValue | undefined {
    const items: PythonValue[] = [];
    for (const child of children(node)) {
      if (/^[()[\]{},]$/.test(child.name)) continue;
      const item = this.value(child, depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { kind: 'list', text: this.text(node).replaceAll(/\s+/g, ' '), items };
  }
}

/** The direct children of a node. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

function childrenOf(node: SyntaxNode, name: string): SyntaxNode[] {
  return children(node).filter((child) => child.name === name);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** The text between a string literal's quotes. */
function unquoted(literal: string): string {
  const [, prefix = '', quote = '', body = ''] =
    /^([A-Za-z]*)('''|"""|'|")([\s\S]*?)(?:\2)?$/.exec(literal) ?? [];
  if (quote === '') return literal;
  if (/r/i.test(prefix)) return body;
  return body.replaceAll(
    /\\([\s\S])/g,
    (all, char: string) => escapes[char] ?? (/[\\'"]/.test(char) ? char : all),
  );
}
