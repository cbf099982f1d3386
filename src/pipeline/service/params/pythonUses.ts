import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Span } from '../yaml/values.ts';

/**
 * Where the name that stands at a place of a Python file is used in that file: the variable, or the
 * attribute of a class as `self.name` and `Class.name`.
 *
 * @param definition where it is assigned
 */
export function pythonUses(text: string, definition: Span): Span[] {
  const name = text.slice(definition.start, definition.end);
  const { topNode } = parser.parse(text);
  const owner = classAround(topNode.resolveInner(definition.start, 1), text);
  const uses = new Map<number, Span>([[definition.start, definition]]);
  topNode.cursor().iterate(({ node }) => {
    if (text.slice(node.from, node.to) !== name) return;
    const isUse =
      owner === undefined
        ? node.name === 'VariableName'
        : node.name === 'PropertyName' && objectOf(node, text, owner);
    if (isUse) uses.set(node.from, { start: node.from, end: node.to });
  });
  return [...uses.values()];
}

function classAround(node: SyntaxNode, text: string): string | undefined {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name !== 'ClassDefinition') continue;
    const name = at.getChild('VariableName');
    return name === null ? undefined : text.slice(name.from, name.to);
  }
  return undefined;
}

/** Whether a property is one of the class, or of what a method of it calls `self`. */
function objectOf(property: SyntaxNode, text: string, owner: string): boolean {
  const object = property.parent?.firstChild;
  if (object === null || object === undefined || object.from === property.from) return false;
  const written = text.slice(object.from, object.to);
  return written === owner || (written === 'self' && classAround(property, text) === owner);
}
