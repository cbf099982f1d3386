import { get, typeInWords, type Dict, type Value } from '../yaml/values.ts';
import type { ParsingSettings } from './commandText.ts';
import type { ContextDict } from './context.ts';
import { addResolutionProblems } from './resolutionFindings.ts';
import type { Findings } from './problem.ts';
import { resolve, type Reference, type Resolution } from './resolve.ts';

/** Resolves `metrics`, `plots`, `params`, `artifacts` and `datasets`. @returns what they refer to. */
export function resolveSections(
  root: Dict,
  text: string,
  context: ContextDict,
  settings: ParsingSettings,
  findings: Findings,
): Reference[] {
  const references: Reference[] = [];
  const resolved = (value: Value, path: readonly (string | number)[]) => {
    const resolution: Resolution = {
      text,
      context,
      settings,
      allowed: 'anything',
      problems: [],
      references,
    };
    const result = resolve(value, resolution);
    addResolutionProblems(findings, resolution, { dataPath: path });
    const key = compositeKey(result);
    if (key !== undefined) {
      const message = `A key must be text, not ${typeInWords(key)}. Name a parameter that holds text.`;
      findings.add('error', 'template-type', message, key, { dataPath: path });
    }
    return result;
  };
  for (const section of ['metrics', 'plots', 'params', 'datasets'] as const) {
    const value = get(root, section);
    if (value?.kind !== 'list') continue;
    for (const [index, item] of value.items.entries()) resolved(item, [section, index]);
  }
  const artifacts = get(root, 'artifacts');
  for (const { key, value } of artifacts?.kind === 'map' ? artifacts.entries : []) {
    const written = key.kind === 'scalar' ? key.text : '';
    const name = resolved(key, ['artifacts', written]);
    if (name.kind !== 'unknown' && !(name.kind === 'scalar' && name.type === 'str')) {
      const message = `The name of an artifact must be text, and this is ${typeInWords(name)}. Use a parameter that holds text.`;
      findings.add('error', 'artifact-name-type', message, key, {
        dataPath: ['artifacts', written],
      });
    }
    resolved(value, ['artifacts', written]);
  }
  return references;
}

/**
 * DVC goes through `datasets` without looking at its type.
 * @returns whether it can.
 */
export function checkDatasets(value: Value | undefined, findings: Findings): boolean {
  if (value === undefined || value.kind === 'list' || value.kind === 'map') return true;
  if (value.kind === 'unknown' || value.type === 'str') return true;
  const message = '`datasets` must be a list; DVC crashes on anything else.';
  const span =
    value.end > value.start ? value : { start: Math.max(0, value.start - 1), end: value.start };
  findings.add('error', 'schema-type', message, span, { dataPath: ['datasets'] });
  return false;
}

/** A key that a `${…}` made a list or a map, which Python cannot have as a key. */
function compositeKey(value: Value): Value | undefined {
  if (value.kind === 'list') {
    return value.items.map(compositeKey).find((found) => found !== undefined);
  }
  if (value.kind !== 'map') return undefined;
  for (const { key, value: inner } of value.entries) {
    const found = key.kind === 'list' || key.kind === 'map' ? key : compositeKey(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
