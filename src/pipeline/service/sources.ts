import type { Severity } from './diagnostic.ts';
import type { DiagnosticCode } from './docs.ts';

/** Severities that a person chose for kinds of diagnostics; errors stay errors. */
export type SeveritySettings = Readonly<
  Partial<Record<DiagnosticCode, Exclude<Severity, 'error'> | 'off'>>
>;

/** The last recorded run of a stage. */
export interface LastRun {
  readonly status: 'running' | 'finished' | 'failed' | 'killed';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

/**
 * What the language service knows from elsewhere than files. Each is asked whenever it is needed, so
 * an answer that changes counts at once.
 */
export interface ServiceOptions {
  readonly severities?: () => SeveritySettings;
  /** The names of the metrics that runs have logged. */
  readonly metricNames?: () => readonly string[];
  /**
   * The last run of a stage.
   * @param file its dvc.yaml
   * @param stage its name after expansion, `train@large`
   */
  readonly lastRun?: (file: string, stage: string) => LastRun | undefined;
}
