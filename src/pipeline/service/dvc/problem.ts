import type { DiagnosticCode } from '../docs.ts';
import type { DataPath, Diagnostic, QuickFix, RelatedPlace, Severity } from '../diagnostic.ts';
import type { Span } from '../yaml/values.ts';

/** Gathers the diagnostics of one file. */
export class Findings {
  readonly path: string;
  readonly all: Diagnostic[] = [];
  /** How many errors there were, those counted too that are the same as one before. */
  errors = 0;
  private readonly seen = new Set<string>();

  constructor(path: string) {
    this.path = path;
  }

  /** Adds a diagnostic; the same one at the same place is kept once. */
  add(
    severity: Severity,
    code: DiagnosticCode,
    message: string,
    span: Span,
    more: {
      readonly dataPath?: DataPath;
      readonly stage?: string;
      readonly related?: readonly RelatedPlace[];
      readonly fixes?: readonly QuickFix[];
      readonly unnecessary?: boolean;
    } = {},
  ): void {
    const { dataPath = [], ...rest } = more;
    if (severity === 'error') this.errors += 1;
    // Of what all generated stages share, one remark beyond what DVC refuses is enough.
    const what = severity === 'error' ? message : '';
    const key = `${code} ${span.start} ${span.end} ${what}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const end = Math.max(span.end, span.start);
    this.all.push({
      code,
      severity,
      message,
      path: this.path,
      start: span.start,
      end,
      dataPath,
      ...rest,
    });
  }

  /** Whether the text cannot be read as YAML. */
  get broken(): boolean {
    return this.all.some(({ code }) => code.startsWith('yaml-'));
  }

  /** Whether DVC refuses the file so far. */
  get refused(): boolean {
    return this.all.some(({ severity }) => severity === 'error');
  }
}
