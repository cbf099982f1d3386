import { problemInWords, type GrammarProblem } from '../grammar/checkGrammar.ts';
import { nearest } from '../../../model/nearest.ts';
import type { DiagnosticCode } from '../docs.ts';
import type { DataPath, QuickFix } from '../diagnostic.ts';
import type { Findings } from './problem.ts';
import { LineIndex } from '../lines.ts';
import type { Span } from '../yaml/values.ts';

const codes: Readonly<Record<GrammarProblem['kind'], DiagnosticCode>> = {
  'unknown-key': 'schema-unknown-key',
  'missing-key': 'schema-missing-key',
  type: 'schema-type',
  name: 'schema-name',
};

/** Adds what does not follow a file's grammar, with the fixes for it. */
export function addGrammarProblems(
  findings: Findings,
  problems: readonly GrammarProblem[],
  text: string,
): void {
  for (const problem of problems) {
    const suggestion = suggestionFor(problem);
    const fixes = fixesFor(problem, suggestion, findings.path, text);
    const stage = stageOf(problem.path);
    findings.add('error', codes[problem.kind], problemInWords(problem, suggestion), problem.span, {
      dataPath: problem.path,
      ...(stage !== undefined && { stage }),
      ...(fixes.length > 0 && { fixes }),
    });
  }
}

/** The stage that a place in dvc.yaml or dvc.lock belongs to. */
export function stageOf(path: DataPath): string | undefined {
  const [section, name] = path;
  return section === 'stages' && typeof name === 'string' ? name : undefined;
}

function suggestionFor(problem: GrammarProblem): string | undefined {
  if (problem.kind !== 'unknown-key' || problem.entry.key.kind !== 'scalar') return undefined;
  return nearest(problem.entry.key.text, problem.known);
}

function fixesFor(
  problem: GrammarProblem,
  suggestion: string | undefined,
  path: string,
  text: string,
): QuickFix[] {
  const { start, end } = problem.span;
  switch (problem.kind) {
    case 'unknown-key':
      if (suggestion === undefined) return [];
      return [
        {
          title: `Change to \`${suggestion}\``,
          edits: [{ path, start, end, text: suggestion }],
          preferred: true,
        },
      ];
    case 'name':
      return [
        {
          title: 'Put it in quotes',
          edits: [{ path, start, end, text: `'${text.slice(start, end)}'` }],
          preferred: true,
        },
      ];
    case 'type':
      return typeFixes(problem, path, text);
    case 'missing-key':
      return missingKeyFixes(problem, path, text);
  }
}

/** Adds a key that is missing as the first of its map. */
function missingKeyFixes(
  { key, map }: Extract<GrammarProblem, { kind: 'missing-key' }>,
  path: string,
  text: string,
): QuickFix[] {
  const [first] = map.entries;
  const start = first?.key.start;
  if (first === undefined || start === undefined || start < map.start) return [];
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const value = key === 'schema' ? " '2.0'" : map.flow ? " ''" : '';
  const between = map.flow ? ', ' : `\n${' '.repeat(column)}`;
  const edits = [{ path, start, end: start, text: `${key}:${value}${between}` }];
  return [{ title: `Add \`${key}\``, edits, preferred: true }];
}

function typeFixes(
  problem: Extract<GrammarProblem, { kind: 'type' }>,
  path: string,
  text: string,
): QuickFix[] {
  const { value, rule, span } = problem;
  if (value.kind !== 'scalar') return [];
  const wantsList = rule.is === 'items' || rule.is === 'list';
  const written = text.slice(value.start, value.end);
  const fix = (title: string, edit: { start: number; end: number; text: string }): QuickFix[] => [
    { title, edits: [{ path, ...edit }], preferred: true },
  ];
  if (wantsList && value.type === 'null') {
    const line = lineAround(text, span.start);
    return [...fix('Remove the empty key', { ...line, text: '' }), ...emptyList(path, text, value)];
  }
  if (wantsList && value.style !== 'literal' && value.style !== 'folded') {
    return fix('Make it a list', { start: value.start, end: value.end, text: `[${written}]` });
  }
  const boolean = /^(?:yes|on|y|true)$/i.test(value.text)
    ? 'true'
    : /^(?:no|off|n|false)$/i.test(value.text)
      ? 'false'
      : undefined;
  if (rule.is === 'boolean' && boolean !== undefined) {
    return fix(`Change to \`${boolean}\``, { start: value.start, end: value.end, text: boolean });
  }
  const wantsText =
    rule.is === 'text' ||
    rule.is === 'exactly' ||
    (rule.is === 'either' && rule.options.some(({ is }) => is === 'text'));
  if (wantsText && value.type !== 'null' && value.style === 'plain') {
    return fix('Put it in quotes', { start: value.start, end: value.end, text: `'${written}'` });
  }
  return [];
}

/** Writes an empty list where nothing, or `null`, is behind a key. */
function emptyList(path: string, text: string, { start, end }: Span): QuickFix[] {
  const title = 'Make it an empty list';
  if (end > start) {
    return [{ title, edits: [{ path, start, end, text: '[]' }], preferred: false }];
  }
  const colon = text.lastIndexOf(':', start);
  if (colon < 0 || text.slice(colon + 1, start).trim() !== '') return [];
  const edits = [{ path, start: colon + 1, end: colon + 1, text: ' []' }];
  return [{ title, edits, preferred: false }];
}

/** The whole line of an offset, its line break included. */
export function lineAround(text: string, offset: number): { start: number; end: number } {
  const lines = new LineIndex(text);
  const { line } = lines.position(offset);
  const start = lines.offset({ line, character: 0 });
  const next = text.indexOf('\n', offset);
  return { start, end: next < 0 ? text.length : next + 1 };
}
