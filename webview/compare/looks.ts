/** Shapes that mark single points of a line. */
export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross';

/** How a run is drawn, so that it can be told from others without colour too. */
export interface RunLook {
  /** Its place among the looks; runs chosen together have different ones. */
  readonly index: number;
  /** The name of a variable of the theme. */
  readonly colour: string;
  /** Lengths of dashes and gaps in pixels; empty for a whole line. */
  readonly dash: readonly number[];
  readonly marker: Marker;
}

const colours = ['blue', 'orange', 'green', 'red', 'purple', 'yellow'] as const;
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
const markers: readonly Marker[] = ['circle', 'square', 'triangle', 'diamond', 'cross'];

/** The look at a place: colours change first, then dashes; markers go round by themselves. */
export function lookAt(index: number): RunLook {
  return {
    index,
    colour: `--vscode-charts-${colours[index % colours.length] ?? 'blue'}`,
    dash: dashes[Math.floor(index / colours.length) % dashes.length] ?? [],
    marker: markers[index % markers.length] ?? 'circle',
  };
}

/**
 * Gives each run a look that it keeps. A run gets the first one that no chosen run has, so that
 * few runs have the looks that are easiest to tell apart.
 */
export class RunLooks {
  readonly #places: Map<string, number>;

  /** `kept` as `places` was. */
  constructor(kept: Readonly<Record<string, number>>) {
    this.#places = new Map(Object.entries(kept));
  }

  /** Run → place, to be kept. */
  get places(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#places);
  }

  /** The look of a run; a chosen one's, or the one that it would get. */
  of(runId: string): RunLook {
    return lookAt(this.#places.get(runId) ?? hash(runId));
  }

  /** Gives looks to the chosen runs; those that are no longer chosen keep theirs until needed. */
  choose(runIds: readonly string[]): void {
    const taken = new Set<number>();
    const without: string[] = [];
    for (const id of runIds) {
      const place = this.#places.get(id);
      if (place === undefined || taken.has(place)) without.push(id);
      else taken.add(place);
    }
    let next = 0;
    for (const id of without) {
      while (taken.has(next)) next += 1;
      taken.add(next);
      this.#places.set(id, next);
    }
    if (this.#places.size > 2000) this.#forget(new Set(runIds));
  }

  #forget(chosen: ReadonlySet<string>): void {
    for (const id of this.#places.keys()) if (!chosen.has(id)) this.#places.delete(id);
  }
}

function hash(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) {
    sum = (sum * 31 + text.charCodeAt(index)) % 9973;
  }
  return sum;
}
