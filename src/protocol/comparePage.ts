import type { SavedViews } from '../model/compare/savedViews.ts';
import type { Objective } from '../model/projectFile.ts';
import type { CompareMethod, CompareScope } from './compare.ts';
import type { PageStrings } from './runPage.ts';

/** What the panel's buttons, menus and links stand for outside of it. */
export type CompareAction =
  | { readonly kind: 'openRun'; readonly runId: string }
  | { readonly kind: 'showCodeChanges'; readonly before: string; readonly after: string }
  | { readonly kind: 'star'; readonly runIds: readonly string[]; readonly on: boolean }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'openCommit'; readonly commit: string }
  /** Asks where to, writes the file there and shows it. Text, or base64 where it says so. */
  | {
      readonly kind: 'saveFile';
      readonly name: string;
      readonly content: string;
      readonly base64?: boolean;
    }
  /** Keeps the project's saved views, in place of those that were kept. */
  | { readonly kind: 'saveViews'; readonly views: SavedViews }
  | { readonly kind: 'showExtensionLog' };

/** Messages of the comparison panel (webview) to the editor. */
export type FromComparePage =
  /** The page is there and wants to know what to compare; sent once a load, and on *Retry*. */
  | { readonly kind: 'ready'; readonly retry?: boolean }
  /** `params` as `CompareParams` says, checked by the editor; answered under the same number. */
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly method: CompareMethod;
      readonly params: unknown;
    }
  /** The person has chosen other runs to compare. */
  | { readonly kind: 'scope'; readonly scope: CompareScope }
  | { readonly kind: 'action'; readonly action: CompareAction };

/** Messages of the editor to the comparison panel; numbers packed as `pack` does. */
export type ToComparePage =
  | { readonly kind: 'open'; readonly opening: Opening }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly sentence: string }
  /** These runs have changed, or experiments have. */
  | {
      readonly kind: 'changed';
      readonly runIds: readonly string[];
      readonly objective: Objective | undefined;
    }
  /** The saved views are others now: another window has saved one, or git has brought some. */
  | { readonly kind: 'views'; readonly views: SavedViews }
  /** Chosen from outside while the panel is open: these are compared from now on. */
  | { readonly kind: 'scope'; readonly scope: CompareScope; readonly select: readonly string[] }
  /** The editor cannot show anything; with Retry and Show Log. */
  | { readonly kind: 'failed'; readonly sentence: string };

/** What the panel begins with. */
export interface Opening {
  readonly store: string;
  /** The last part of the project's folder. */
  readonly project: string;
  readonly scope: CompareScope;
  /** Runs to be charted at first. */
  readonly select: readonly string[];
  readonly objective?: Objective;
  readonly strings: PageStrings;
  readonly views: SavedViews;
}

/** What the panel keeps across hiding, reloading and a restarted window. */
export interface ComparePageState {
  readonly store: string;
  readonly scope: CompareScope;
  readonly tab: string;
  readonly selected: readonly string[];
  readonly baseline?: string;
  /** The places of runs among the looks: run → index. */
  readonly looks: Readonly<Record<string, number>>;
  /** What each tab keeps, in a form of its own. */
  readonly tabs: Readonly<Record<string, unknown>>;
}
