import type { Objective } from '../../../src/model/projectFile.ts';

/** Which way a metric gets better. */
export type Direction = Objective['direction'];

/** A stretch of an axis, as shares of its height from the bottom. */
export type Brush = readonly [from: number, to: number];

/** How the person has set up the tab; kept as JSON. */
export interface WhyState {
  /** What is to be explained: the identifier of a number column. */
  readonly target?: string;
  /** Axes of the parallel coordinates; chosen by themselves without. */
  readonly axes?: readonly string[];
  /** Column → the stretch of its axis that runs are narrowed to. */
  readonly brushes: Readonly<Record<string, Brush>>;
  readonly scatter?: readonly [x: string, y: string];
  readonly method: 'spearman' | 'pearson';
  /** Metrics whose better direction the person has told here. */
  readonly directions: Readonly<Record<string, Direction>>;
}

/** What was kept, as far as it is usable; another version may have written it. */
export function readState(kept: unknown): WhyState {
  const nothing: WhyState = { brushes: {}, method: 'spearman', directions: {} };
  if (!isRecord(kept)) return nothing;
  const { target, axes, brushes, scatter, method, directions } = kept;
  return {
    ...nothing,
    ...(typeof target === 'string' && { target }),
    ...(isTexts(axes) && { axes }),
    ...(isRecord(brushes) && {
      brushes: Object.fromEntries(
        Object.entries(brushes).filter((entry): entry is [string, Brush] => isBrush(entry[1])),
      ),
    }),
    ...(isTexts(scatter) &&
      scatter.length === 2 && { scatter: [scatter[0] ?? '', scatter[1] ?? ''] as const }),
    ...(method === 'pearson' && { method }),
    ...(isRecord(directions) && {
      directions: Object.fromEntries(
        Object.entries(directions).filter((entry): entry is [string, Direction] =>
          isDirection(entry[1]),
        ),
      ),
    }),
  };
}

function isBrush(value: unknown): value is Brush {
  return (
    Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number')
  );
}

function isDirection(value: unknown): value is Direction {
  return value === 'maximize' || value === 'minimize';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
