import type { ColumnInfo } from '../../src/model/compare/columns.ts';
import type { Objective } from '../../src/model/projectFile.ts';
import type { CompareMethod, CompareParams, CompareResult } from '../../src/protocol/compare.ts';
import type { CompareAction } from '../../src/protocol/comparePage.ts';
import type { RunLook } from './looks.ts';

/** A run that is chosen to be charted. */
export interface ShownRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly experiment: string;
  readonly look: RunLook;
}

/** What has changed for a tab in sight. */
export type ContextChange =
  /** The tab has come into sight: everything may have changed, these runs for certain. */
  | { readonly kind: 'shown'; readonly runIds: readonly string[] }
  /** Runs were chosen or dropped, or their names are known now. */
  | { readonly kind: 'selection' }
  /** These runs have news: points, parameters, a status; or are gone. */
  | { readonly kind: 'runs'; readonly runIds: readonly string[] }
  | { readonly kind: 'hover' }
  /** The catalogue of columns, the objective or the baseline. */
  | { readonly kind: 'columns' }
  /** The list of shown runs, by filter, order or scope. */
  | { readonly kind: 'filter' }
  | { readonly kind: 'theme' };

/** A tab of the panel, which draws into an element of its own. */
export interface CompareTab {
  update(change: ContextChange): void;
  /** Out of sight: timers stop and canvases go; the element stays in the document, hidden. */
  hide(): void;
}

export type MakeTab = (context: CompareContext, root: HTMLElement) => CompareTab;

/** A picture for a report. */
export interface ReportPicture {
  readonly title: string;
  readonly format: 'svg' | 'png';
  /** SVG as text, PNG in base64. */
  readonly data: string;
}

/** What the panel has for its tabs. */
export interface CompareContext {
  /** BCP 47 tag of the person's language. */
  readonly language: string;
  /**
   * Runs chosen to be charted, in the order of the table. As long as nobody has chosen any, the
   * first few that are shown.
   */
  readonly selected: readonly ShownRun[];
  /** Identifiers of all runs that scope and filter leave, in the order of the table. */
  readonly shown: readonly string[];
  /** The same without what a chart has narrowed them to. */
  readonly listed: readonly string[];
  readonly catalogue: readonly ColumnInfo[];
  readonly objective: Objective | undefined;
  /** The run that others are compared with. */
  readonly baseline: string | undefined;
  /** The run under the mouse, in whichever tab. */
  readonly hovered: string | undefined;
  hover(runId: string | undefined): void;
  look(runId: string): RunLook;
  /** Chooses runs in place of those that were chosen. */
  select(runIds: readonly string[]): void;
  /** Leaves only these runs in the table; all of them again without. */
  brush(runIds: readonly string[] | undefined): void;
  /**
   * Asks the tracker. Rejects with an Error whose message is for people, after ten seconds at the
   * latest.
   */
  request<M extends CompareMethod>(method: M, params: CompareParams<M>): Promise<CompareResult<M>>;
  /** Has the editor do something. */
  post(action: CompareAction): void;
  /** What a tab kept before the page was hidden or the window restarted; check it. */
  kept(tab: string): unknown;
  /** Keeps a state that JSON can hold. */
  keep(tab: string, state: unknown): void;
  /** Has a tab asked for its pictures when a report is written. */
  registerPictures(tab: string, make: () => Promise<readonly ReportPicture[]>): void;
}
