import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Span } from '../yaml/values.ts';
import { refusedByPython } from './pythonRefusals.ts';

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
  // Behind what the parser does not know, the tree says nothing of how lines belong together.
  const isSure = refused !== undefined && refused.start < (first?.from ?? Infinity);
  if (!isSure && errors.some((node) => isDoubtful(node, text))) return { top, state: 'unsure' };
  const start = Math.min(refused?.start ?? first?.from ?? 0, Math.max(0, text.length - 1));
  return { top, state: { broken: { start, end: Math.max(refused?.end ?? 0, start + 1) } } };
}

/** What the parser does not know of Python, as something of the same length that it knows. */
function masked(text: string): string {
  return text
    .replaceAll(/(?<=^[ \t]*)\f/gm, '\n')
    .replaceAll(/(?<=\b\d[\d_]*)\.(?![\w.])/g, '0')
    .replaceAll(/\byield\b(?=[ \t]*(?:[)\]},;#\r\n]|$))/g, 'yiel_')
    .replaceAll(/(?<=\bcase [^\n]*)\(\)(?=[^\n]*:)/g, '  ');
}

/** Longer files are programs, in which the parser may lose its way. */
const maxSure = 20_000;
const doubtful = new Set([
  'Decorator',
  'FormatString',
  'MatchStatement',
  'TypeDefinition',
  'WithStatement',
]);

function isDoubtful(error: SyntaxNode, text: string): boolean {
  if (text.length > maxSure) return true;
  // Stars are allowed in more places than the parser knows, and `print` is a name like any other.
  const around = text.slice(error.prevSibling?.from ?? error.from, error.to + 1);
  if (/^(?:(?:in\s*)?\*|print\s*=)/.test(around)) return true;
  if (text.charAt(error.from) === '*') return true;
  for (let node: SyntaxNode | null = error; node !== null; node = node.parent) {
    if (doubtful.has(node.name)) return true;
  }
  return false;
}
