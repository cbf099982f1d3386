import { nearest } from '../../../model/nearest.ts';
import type { DataPath, QuickFix, TextEdit } from '../diagnostic.ts';
import type { ContextDict, ContextNode } from './context.ts';
import type { DiagnosticCode } from '../docs.ts';
import type { Findings } from './problem.ts';
import { resolutionInWords, type Resolution, type ResolutionProblem } from './resolve.ts';

const codes: Readonly<Record<ResolutionProblem['kind'], DiagnosticCode>> = {
  syntax: 'template-syntax',
  missing: 'template-missing',
  type: 'template-type',
  nested: 'template-type',
};

/** Adds each `${…}` that has no value, with the fixes for it. */
export function addResolutionProblems(
  findings: Findings,
  { problems, context }: Resolution,
  at: { readonly dataPath: DataPath; readonly stage?: string },
  params?: ParamsText,
): void {
  for (const problem of problems) {
    const suggestion =
      problem.kind === 'missing'
        ? nearest(problem.keys.join('.'), parameterNames(context))
        : undefined;
    const fixes = [
      ...fixesFor(problem, suggestion, findings.path),
      ...(problem.kind === 'missing'
        ? additions(problem.keys, context, findings.path, params)
        : []),
    ];
    const message = resolutionInWords(problem, suggestion);
    findings.add('error', codes[problem.kind], message, problem.span, { ...at, fixes });
  }
}

/** The params.yaml beside a dvc.yaml. */
export interface ParamsText {
  readonly path: string;
  /** Nothing where there is no file. */
  readonly text: string | undefined;
}

/** What adds a parameter that is missing: at the end of params.yaml, in the map that it belongs to. */
function additions(
  keys: readonly string[],
  context: ContextDict,
  file: string,
  params: ParamsText | undefined,
): QuickFix[] {
  const [first] = keys;
  const isNameable = keys.every((key) => /^[A-Za-z_][\w-]*$/.test(key));
  if (params === undefined || first === undefined || !isNameable || first === 'item') return [];
  if (/^[A-Z_][A-Z0-9_]*$/.test(first)) return [];
  const { path, text } = params;
  const title = `Add \`${keys.join('.')}\` to params.yaml`;
  if (text === undefined) {
    const create = { path, text: nested(keys, 0) };
    return [{ title, edits: [], create, preferred: false }];
  }
  const holder = deepest(context, keys);
  const missing = keys.slice(holder.depth);
  const { node } = holder;
  if (holder.depth === 0) {
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    const edit = { path, start: text.length, end: text.length, text: gap + nested(missing, 0) };
    return [{ title, edits: [edit], preferred: false }];
  }
  const { value, origin } = node;
  // Into a map of a block only, above its first key.
  if (origin.path !== path || value.kind !== 'map' || value.flow) return [];
  const [entry] = value.entries;
  if (entry === undefined || path === file) return [];
  const { start } = entry.key;
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const edit = { path, start, end: start, text: `${nested(missing, column)}${' '.repeat(column)}` };
  return [{ title, edits: [edit], preferred: false }];
}

/** The innermost map that some keys lead to, and how many of them do. */
function deepest(
  context: ContextDict,
  keys: readonly string[],
): { node: ContextNode; depth: number } {
  let node: ContextNode = context;
  for (const [depth, key] of keys.entries()) {
    const next: ContextNode | undefined = node.kind === 'dict' ? node.entries.get(key) : undefined;
    if (next?.kind !== 'dict') return { node, depth };
    node = next;
  }
  return { node, depth: keys.length };
}

/** Keys in each other with a value, the first at a place that is indented already. */
function nested(keys: readonly string[], column: number): string {
  return keys
    .map((key, index) => {
      const indent = index === 0 ? '' : ' '.repeat(column + 2 * index);
      return `${indent}${key}:${index === keys.length - 1 ? ' 0' : ''}\n`;
    })
    .join('');
}

const maxNames = 2_000;

/** The names of all single values that `${…}` can be given, as `train.lr`. */
export function parameterNames(context: ContextDict): string[] {
  const names: string[] = [];
  const visit = (node: ContextNode, prefix: string) => {
    if (names.length >= maxNames) return;
    if (prefix !== '') names.push(prefix);
    if (node.kind !== 'dict') return;
    for (const [key, child] of node.entries) visit(child, prefix === '' ? key : `${prefix}.${key}`);
  };
  visit(context, '');
  return names;
}

function fixesFor(
  problem: ResolutionProblem,
  suggestion: string | undefined,
  path: string,
): QuickFix[] {
  const { span, interpolation, scalar } = problem;
  const isWhole = span.start === scalar.start && span.end === scalar.end;
  const at = { path, start: span.start, end: span.end };
  const fixes: QuickFix[] = [];
  const change = (title: string, edit: TextEdit, preferred: boolean) => {
    fixes.push({ title, edits: [edit], preferred });
  };
  if (suggestion !== undefined) {
    change(`Change to \`\${${suggestion}}\``, { ...at, text: `\${${suggestion}}` }, true);
  }
  const isShell = /^[A-Z_][A-Z0-9_]*(?::?[-+=?].*)?$/.test(interpolation.inner);
  if (isShell && !(isWhole && scalar.style === 'plain' && suggestion !== undefined)) {
    const escape = scalar.style === 'double' ? '\\\\' : '\\';
    const title = `Leave \`${interpolation.whole}\` to the shell`;
    change(title, { ...at, text: escape + interpolation.whole }, suggestion === undefined);
  }
  return fixes;
}
