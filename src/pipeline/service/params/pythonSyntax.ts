import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Span } from '../yaml/values.ts';

/** A Python file as a tree, and whether Python can read it. */
export interface PythonSyntax {
  readonly top: SyntaxNode;
  /** `unsure` where our parser has an error and Python may have none. */
  readonly state: 'sound' | 'unsure' | { readonly broken: Span };
}

/** Parses a Python file; the places in the tree are those of the text. */
export function parsePython(text: string): PythonSyntax {
  const top = parser.parse(masked(text)).topNode;
  const errors: SyntaxNode[] = [];
  let refused: Span | undefined;
  top.cursor().iterate(({ node }) => {
    if (node.type.isError) errors.push(node);
    refused ??= refusedByPython(node, text);
  });
  const [first] = errors;
  if (text.startsWith('\ufeff')) refused = { start: 0, end: 1 };
  if (first === undefined && refused === undefined) return { top, state: 'sound' };
  if (refused === undefined && errors.some((node) => isDoubtful(node, text))) {
    return { top, state: 'unsure' };
  }
  const start = Math.min(refused?.start ?? first?.from ?? 0, Math.max(0, text.length - 1));
  return { top, state: { broken: { start, end: Math.max(refused?.end ?? 0, start + 1) } } };
}

/** What the parser does not know of Python, as something of the same length that it knows. */
function masked(text: string): string {
  return text
    .replaceAll(/(?<=\b\d[\d_]*)\.(?![\w.])/g, '0')
    .replaceAll(/\byield\b(?=[ \t]*(?:[)\]},;#\r\n]|$))/g, 'yiel_')
    .replaceAll(/(?<=\bcase [^\n]*)\(\)(?=[^\n]*:)/g, '  ');
}

/** Longer files are programs, in which the parser may lose its way. */
const maxSure = 20_000;
const doubtful = new Set(['FormatString', 'MatchStatement', 'WithStatement', 'TypeDefinition']);

function isDoubtful(error: SyntaxNode, text: string): boolean {
  if (text.length > maxSure) return true;
  for (let node: SyntaxNode | null = error; node !== null; node = node.parent) {
    if (doubtful.has(node.name)) return true;
  }
  return false;
}

/** What the parser lets through and Python refuses. */
function refusedByPython(node: SyntaxNode, text: string): Span | undefined {
  const { from: start, to: end } = node;
  const source = () => text.slice(start, end);
  switch (node.name) {
    case 'PrintStatement':
      return { start, end };
    case 'Number':
      return /^0[\d_]*[1-9][\d_]*$/.test(source()) ? { start, end } : undefined;
    case 'String':
      return hasBrokenEscape(source()) ? { start, end } : undefined;
    case 'AssignStatement':
    case 'ExpressionStatement':
      return isIndentedAtTop(node, text) ? { start, end } : undefined;
    default:
      return undefined;
  }
}

function hasBrokenEscape(source: string): boolean {
  const prefix = /^[A-Za-z]*/.exec(source)?.[0].toLowerCase() ?? '';
  if (prefix.includes('r')) return false;
  const escapes = source.matchAll(
    /\\(?:\\|x(?![\da-fA-F]{2})|u(?![\da-fA-F]{4})|U(?!00(?:0|10)[\da-fA-F])|N(?!\{))/g,
  );
  return Array.from(escapes, ([one]) => one).some((one) =>
    prefix.includes('b') ? one === '\\x' : one !== '\\\\',
  );
}

function isIndentedAtTop(node: SyntaxNode, text: string): boolean {
  if (node.parent?.name !== 'Script') return false;
  const line = text.slice(text.lastIndexOf('\n', node.from - 1) + 1, node.from);
  // A line that goes on from the one above is no line of its own.
  const before = text.slice(0, node.from - line.length);
  return /^[ \t]+$/.test(line) && !before.endsWith('\\\n');
}
