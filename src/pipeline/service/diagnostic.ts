import type { Span } from './yaml/values.ts';
import type { DiagnosticCode } from './docs.ts';

/** How much a diagnostic matters. An `error` is on what the tool itself refuses, and on nothing else. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A replacement of a part of a file's text. */
export interface TextEdit extends Span {
  readonly path: string;
  readonly text: string;
}

/** Something that can be done about a diagnostic. */
export interface QuickFix {
  /** Imperative, for the menu. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** A file to be created with this text, before the edits. */
  readonly create?: { readonly path: string; readonly text: string };
  /** It is most likely what is wanted. */
  readonly preferred: boolean;
}

/** Where in a file's data a diagnostic is: `['stages', 'train', 'deps', 0]`. */
export type DataPath = readonly (string | number)[];

/** Another place that a diagnostic is about. */
export interface RelatedPlace extends Span {
  readonly path: string;
  readonly message: string;
}

/** One remark on a file. */
export interface Diagnostic extends Span {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One or two sentences: what is wrong, and what to do. */
  readonly message: string;
  /** The file that it is shown in. */
  readonly path: string;
  readonly dataPath: DataPath;
  /** The stage as it is named after expansion, `train@large`; nothing outside of stages. */
  readonly stage?: string;
  /** What does not matter to anything is dimmed. */
  readonly unnecessary?: boolean;
  /** Other places that it is about. */
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly QuickFix[];
}
