import { nearest } from '../grammar/nearest.ts';
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
): void {
  for (const problem of problems) {
    const suggestion =
      problem.kind === 'missing'
        ? nearest(problem.keys.join('.'), parameterNames(context))
        : undefined;
    const fixes = fixesFor(problem, suggestion, findings.path);
    const message = resolutionInWords(problem, suggestion);
    findings.add('error', codes[problem.kind], message, problem.span, { ...at, fixes });
  }
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
