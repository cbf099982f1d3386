import { relativeTo } from '../service/paths.ts';

/** Why DVC would run a stage. Paths are absolute. */
export type StaleReason =
  /** It says so itself, or has nothing to compare: neither inputs nor outputs. */
  | { readonly kind: 'always' }
  | { readonly kind: 'command'; readonly old: string; readonly new: string }
  | {
      readonly kind: 'dep' | 'out';
      readonly path: string;
      /** `not-cached`: DVC does not keep the content that dvc.lock names. */
      readonly change: 'new' | 'modified' | 'missing' | 'not-cached';
    }
  | {
      readonly kind: 'param';
      readonly file: string;
      readonly key: string;
      readonly change: 'new' | 'modified' | 'missing';
      readonly old?: string;
      readonly new?: string;
    }
  | {
      readonly kind: 'params-file';
      readonly file: string;
      readonly change: 'new' | 'missing' | 'broken';
      readonly message?: string;
    }
  /** An address such as `s3://…`, which is not looked at without DVC. */
  | { readonly kind: 'address'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly message: string };

/** A few words for a person: `lr 0.01 → 0.1`, `train.py changed`. @param root paths are shown from there */
export function reasonText(reason: StaleReason, root: string): string {
  switch (reason.kind) {
    case 'always':
      return 'always runs';
    case 'command':
      return 'command changed';
    case 'dep':
    case 'out': {
      const path = relativeTo(root, reason.path);
      return `${path} ${changeWords[reason.change]}`;
    }
    case 'param':
      return paramText(reason);
    case 'params-file': {
      const file = relativeTo(root, reason.file);
      return reason.change === 'broken'
        ? `${file} cannot be read`
        : `${file} ${changeWords[reason.change]}`;
    }
    case 'address':
      return `${reason.path} is not checked without DVC`;
    case 'unreadable':
      return `${relativeTo(root, reason.path)} cannot be read`;
  }
}

const changeWords = {
  new: 'is new',
  modified: 'changed',
  missing: 'is missing',
  'not-cached': 'is not in DVC’s cache',
} as const;

function paramText(reason: Extract<StaleReason, { kind: 'param' }>): string {
  const { key, change, old = '', new: now = '' } = reason;
  switch (change) {
    case 'new':
      return `${key} is new: ${now}`;
    case 'missing':
      return `${key} is missing`;
    case 'modified':
      return `${key} ${old} → ${now}`;
  }
}
