import type { SyntaxNode } from '@lezer/common';
import type { PythonSource } from './pythonTree.ts';
import type { ScriptOption } from '../../model/scriptOption.ts';

type Parts = { readonly [Key in keyof ScriptOption]: ScriptOption[Key] | undefined } & Pick<
  ScriptOption,
  'name' | 'flags' | 'values' | 'line'
>;

/** An option without the parts that are not known. */
export function optionOf(parts: Parts): ScriptOption {
  const known = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as unknown as ScriptOption;
}

/** The text of a literal default as a parameter's value; undefined for `None` and unknown ones. */
export function literalText(
  source: PythonSource,
  node: SyntaxNode | undefined,
): string | undefined {
  const value = source.value(node);
  return value === undefined || value.kind === 'none' ? undefined : value.text;
}

/** Those of the nodes that are strings. */
export function textsOf(source: PythonSource, nodes: readonly SyntaxNode[]): string[] {
  return nodes.flatMap((node) => {
    const value = source.value(node);
    return value?.kind === 'string' ? [value.text] : [];
  });
}
