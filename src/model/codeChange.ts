/**
 * One file that is not the same in two states of the code. Paths are relative to the root of what
 * was kept, with forward slashes.
 */
export type CodeChange =
  | { readonly kind: 'added'; readonly path: string }
  | { readonly kind: 'deleted'; readonly path: string }
  /** Content, or what can be executed, or what is a link. */
  | { readonly kind: 'modified'; readonly path: string }
  /** It may have been changed as well. */
  | { readonly kind: 'renamed'; readonly path: string; readonly from: string };

/** What is known of how the code of two runs, or of a run and the working tree, differs. */
export type CodeComparison =
  | {
      readonly kind: 'compared';
      /** Absolute folder that the paths are relative to. */
      readonly root: string;
      readonly changes: readonly CodeChange[];
      /** How many files are in both, and the same. */
      readonly equal: number;
    }
  /** `reason` is sentences for people. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** The content of one file of a run's snapshot. */
export type SnapshotContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number }
  | { readonly kind: 'missing' };
