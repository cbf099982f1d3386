import { isTooLong } from '../longText.ts';
import type { Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import type { Span, Value } from '../yaml/values.ts';
import { readPythonParams } from './pythonParams.ts';
import { readTomlParams } from './tomlParams.ts';

/** A parameters file as DVC reads it, by the ending of its name. */
export type ParamsFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'folder' }
  | {
      readonly kind: 'broken';
      readonly text: string;
      /** A sentence. */
      readonly message: string;
      readonly span: Span;
    }
  | { readonly kind: 'data'; readonly text: string; readonly data: Value };

/** Reads a parameters file: JSON, TOML and Python by their endings, everything else as YAML. */
export function readParams(workspace: Workspace, path: string): ParamsFile {
  const kind = workspace.kindOf(path);
  if (kind !== 'file') return { kind: kind ?? 'missing' };
  const content = workspace.read(path);
  if (content === undefined) return { kind: 'missing' };
  if (content.kind === 'unreadable') {
    const message = `The file cannot be read: ${content.reason}.`;
    return { kind: 'broken', text: '', message, span: { start: 0, end: 1 } };
  }
  const { text } = content;
  if (isTooLong(workspace, text)) {
    return { kind: 'data', text, data: { kind: 'unknown', start: 0, end: text.length } };
  }
  return { text, ...parseParams(path, text) };
}

type Parsed =
  | { readonly kind: 'broken'; readonly message: string; readonly span: Span }
  | { readonly kind: 'data'; readonly data: Value };

function parseParams(path: string, text: string): Parsed {
  const ending = /\.[^./]*$/.exec(path)?.[0].toLowerCase();
  switch (ending) {
    case '.json':
      return parseJson(text);
    case '.toml':
      return readTomlParams(text);
    case '.py':
      return readPythonParams(text);
    default: {
      const { root, problems } = readYaml(text);
      const [problem] = problems;
      if (problem !== undefined) {
        return { kind: 'broken', message: problem.message, span: problem.span };
      }
      return { kind: 'data', data: root === undefined || isFalsy(root) ? emptyMap(text) : root };
    }
  }
}

/** DVC takes everything that Python takes for false as an empty map. */
export function isFalsy(value: Value): boolean {
  switch (value.kind) {
    case 'list':
      return value.items.length === 0;
    case 'map':
      return value.entries.length === 0;
    case 'unknown':
      return false;
    case 'scalar':
      return !value.value;
  }
}

/** A map without entries, as long as a text. */
export function emptyMap(text: string): Value {
  return { kind: 'map', entries: [], flow: false, start: 0, end: text.length };
}

function parseJson(text: string): Parsed {
  try {
    JSON.parse(text.replaceAll(/(?<![-\w])NaN\b|-?\bInfinity\b/g, '0'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? 0);
    return {
      kind: 'broken',
      message: 'The file is no valid JSON here.',
      span: { start: at, end: at + 1 },
    };
  }
  // JSON is YAML, so the reader of YAML knows where everything stands.
  const { root } = readYaml(text);
  return { kind: 'data', data: root === undefined || isFalsy(root) ? emptyMap(text) : root };
}
