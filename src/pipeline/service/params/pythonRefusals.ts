import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../yaml/values.ts';

/** What our parser lets through and Python refuses: where it is, if a node is of that kind. */
export function refusedByPython(node: SyntaxNode, text: string): Span | undefined {
  const wrong = problemOf(node, text);
  return wrong === undefined ? undefined : { start: wrong.from, end: wrong.to };
}

function problemOf(node: SyntaxNode, text: string): SyntaxNode | undefined {
  const source = () => text.slice(node.from, node.to);
  switch (node.name) {
    case 'PrintStatement':
      return /^print\s*=/.test(source()) ? undefined : node;
    case 'Number':
      return /^0[\d_]*[1-9][\d_]*$|__|_$/.test(source()) ? node : undefined;
    case 'String':
      return isBrokenString(source()) ? node : undefined;
    case 'ContinuedString':
      return mixesBytes(node, text) ? node : undefined;
    case 'VariableName':
      return isName(source()) ? undefined : node;
    case 'PropertyName':
      return isName(source()) && !keywords.has(source()) ? undefined : node;
    case 'CompareOp':
      return source() === '<>' ? node : undefined;
    case 'StatementGroup':
      return emptyStatement(node);
    case 'AssignStatement':
      return isIndentedAtTop(node, text) ? node : badTarget(childrenOf(node), 'AssignOp');
    case 'UpdateStatement':
      return badTarget(childrenOf(node), 'UpdateOp');
    case 'ExpressionStatement':
      return isIndentedAtTop(node, text) ? node : undefined;
    case 'ForStatement':
      return badTarget(childrenOf(node).slice(1), 'in');
    case 'DeleteStatement':
      return childrenOf(node).slice(1).find(isNoTarget);
    case 'TryStatement':
      return node.getChild('except') === null && node.getChild('finally') === null
        ? node
        : undefined;
    case 'ArgList':
      return badArgument(node);
    case 'ParamList':
      return badParameter(node);
    case 'Body':
      return mixesTabs(node, text);
    default:
      return undefined;
  }
}

const keywords = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

/** The parser takes every character beyond ASCII for one of a name. */
function isName(source: string): boolean {
  return /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}\u00b7]*$/u.test(
    source.normalize('NFKC'),
  );
}

function isBrokenString(source: string): boolean {
  const [, prefix = '', quote = ''] = /^([A-Za-z]*)("""|'''|"|')/.exec(source) ?? [];
  const body = source.slice(prefix.length + quote.length);
  const isClosed =
    body.endsWith(quote) && !/(?<!\\)(?:\\\\)*\\$/.test(body.slice(0, -quote.length));
  if (!isClosed) return true;
  const isBytes = prefix.toLowerCase().includes('b');
  if (isBytes && /[^\0-\x7f]/.test(body)) return true;
  return !prefix.toLowerCase().includes('r') && hasBrokenEscape(body, isBytes);
}

function hasBrokenEscape(body: string, isBytes: boolean): boolean {
  const escapes = body.matchAll(
    /\\(?:\\|x(?![\da-fA-F]{2})|u(?![\da-fA-F]{4})|U(?!00(?:0|10)[\da-fA-F])|N(?!\{))/g,
  );
  return Array.from(escapes, ([one]) => one).some((one) =>
    isBytes ? one === '\\x' : one !== '\\\\',
  );
}

function mixesBytes(strings: SyntaxNode, text: string): boolean {
  const kinds = childrenOf(strings).map(({ from }) =>
    /^[A-Za-z]*[bB]/.test(text.slice(from, from + 2)),
  );
  return new Set(kinds).size > 1;
}

/** The second of two semicolons with nothing between them. */
function emptyStatement(group: SyntaxNode): SyntaxNode | undefined {
  const parts = childrenOf(group);
  return parts.find(({ name }, index) => name === ';' && parts[index - 1]?.name === ';');
}

const noTargets = new Set([
  'ArrayComprehensionExpression',
  'AwaitExpression',
  'BinaryExpression',
  'Boolean',
  'CallExpression',
  'ComprehensionExpression',
  'ConditionalExpression',
  'ContinuedString',
  'DictionaryExpression',
  'Ellipsis',
  'FormatString',
  'LambdaExpression',
  'None',
  'Number',
  'SetExpression',
  'String',
  'UnaryExpression',
]);

/** What nothing can be assigned to, in what stands before the last operator of a statement. */
function badTarget(parts: readonly SyntaxNode[], operator: string): SyntaxNode | undefined {
  const last = parts.findLastIndex(({ name }) => name === operator);
  return parts.slice(0, Math.max(0, last)).find(isNoTarget);
}

function isNoTarget(node: SyntaxNode): boolean {
  const isGroup = /^(?:Array|Tuple|Parenthesized)Expression$/.test(node.name);
  return noTargets.has(node.name) || (isGroup && childrenOf(node).some(isNoTarget));
}

/** An argument without a name behind one with a name. */
function badArgument(list: SyntaxNode): SyntaxNode | undefined {
  let named = false;
  let stars = '';
  const parts = childrenOf(list);
  for (const [index, part] of parts.entries()) {
    if (/^[(,)]$/.test(part.name)) stars = '';
    else if (part.name === '*' || part.name === '**') stars = part.name;
    else if (parts[index - 1]?.name === ',' || parts[index - 1]?.name === '(') {
      const isNamed = parts[index + 1]?.name === 'AssignOp';
      if (named && !isNamed && stars === '') return part;
      // `name := value` is an argument without a name.
      named ||= isNamed && parts[index + 1]?.to === (parts[index + 1]?.from ?? 0) + 1;
    }
  }
  return undefined;
}

/** A parameter without a default behind one with a default, a second `*`, or one behind `**rest`. */
function badParameter(list: SyntaxNode): SyntaxNode | undefined {
  let hasDefault = false;
  let star = false;
  const parts = childrenOf(list);
  for (const [index, part] of parts.entries()) {
    if (part.name === '*') {
      if (star) return part;
      star = true;
    }
    if (part.name !== 'VariableName' || !/^(?:[(,]|\*\*?)$/.test(parts[index - 1]?.name ?? '(')) {
      continue;
    }
    if (parts[index - 1]?.name === '*') continue;
    if (parts[index - 1]?.name === '**') {
      const rest = parts.slice(index + 1);
      return rest.find(({ name }, at) => rest[at - 1]?.name === ',' && !/^[,)]$/.test(name));
    }
    const rest = parts.slice(index + 1);
    const end = rest.findIndex(({ name }) => name === ',');
    const own = end < 0 ? rest : rest.slice(0, end);
    const given = own.some(({ name }) => name === 'AssignOp');
    if (hasDefault && !given && !star) return part;
    hasDefault ||= given;
  }
  return undefined;
}

/** The first line of a body that is indented by other characters than the one before it. */
function mixesTabs(body: SyntaxNode, text: string): SyntaxNode | undefined {
  let before: string | undefined;
  for (const statement of childrenOf(body)) {
    const line = text.slice(text.lastIndexOf('\n', statement.from - 1) + 1, statement.from);
    if (!/^[ \t]+$/.test(line)) continue;
    if (before !== undefined && before !== line) return statement;
    before = line;
  }
  return undefined;
}

function isIndentedAtTop(node: SyntaxNode, text: string): boolean {
  if (node.parent?.name !== 'Script') return false;
  const line = text.slice(text.lastIndexOf('\n', node.from - 1) + 1, node.from);
  // A line that goes on from the one above is no line of its own.
  const before = text.slice(0, node.from - line.length);
  return /^[ \t]+$/.test(line) && !before.endsWith('\\\n');
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}
