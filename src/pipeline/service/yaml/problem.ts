import type { DataPath } from '../diagnostic.ts';
import type { Span } from './values.ts';

/** What makes a text no YAML that DVC reads, and where. Thrown inside this folder only. */
export class YamlProblem extends Error {
  override readonly name = 'YamlProblem';
  readonly span: Span;
  readonly code: YamlProblemCode;
  /**
   * Of a value that holds itself, the keys that lead to it. It is good YAML, on which a reader runs
   * forever when it comes to it.
   */
  readonly keys: DataPath | undefined;

  constructor(
    code: YamlProblemCode,
    message: string,
    start: number,
    end = start + 1,
    keys?: DataPath,
  ) {
    super(message);
    this.code = code;
    this.span = { start, end };
    this.keys = keys;
  }
}

/** The kinds of what can be wrong with a text as YAML. */
export type YamlProblemCode =
  | 'yaml-syntax'
  | 'yaml-tab'
  | 'yaml-conflict'
  | 'yaml-duplicate-key'
  | 'yaml-tag'
  | 'yaml-alias'
  | 'yaml-documents'
  | 'yaml-size';
