import type { Reference } from './resolve.ts';
import type { ContextDict } from './context.ts';
import type { Dict, Span, Value } from '../yaml/values.ts';

/** A file or folder that a stage reads. */
export interface StageInput {
  readonly kind: 'dep' | 'params' | 'dataset';
  /** As written, after replacing `${…}`. */
  readonly text: string;
  /** Absolute, or an address. */
  readonly path: string;
  readonly span: Span;
  /** The parameters it is about; none means all. */
  readonly keys?: readonly ParameterKey[];
}

/** A parameter that a stage names. */
export interface ParameterKey {
  readonly name: string;
  readonly span: Span;
}

/** A file or folder that a stage writes. */
export interface StageOutput {
  readonly section: 'outs' | 'metrics' | 'plots';
  readonly text: string;
  /** Absolute, or an address. */
  readonly path: string;
  readonly span: Span;
  readonly cached: boolean;
  /** It is not removed before the stage runs. */
  readonly persistent: boolean;
}

/** A stage as DVC has it after expanding `foreach` and `matrix` and replacing all `${…}`. */
export interface Stage {
  /** `train`, or `train@large` for a generated one. */
  readonly name: string;
  /** The name in dvc.yaml. */
  readonly group: string;
  /** Where that name stands. */
  readonly nameSpan: Span;
  /** The dvc.yaml. */
  readonly file: string;
  /** What is written in dvc.yaml; what is under `do` for a `foreach`. */
  readonly definition: Dict;
  readonly resolved: Value;
  /** Absolute. */
  readonly folder: string;
  readonly commands: readonly string[];
  readonly inputs: readonly StageInput[];
  readonly outputs: readonly StageOutput[];
  readonly references: readonly Reference[];
  /** The values that it can name. */
  readonly context: ContextDict;
  /** DVC can load it. */
  readonly sound: boolean;
}
