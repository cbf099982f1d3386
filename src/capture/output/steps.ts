import { stepRole } from './metricWords.ts';

/** What one line says about where in the training it belongs. */
export interface StatedStep {
  readonly epoch?: number;
  /** A step, an iteration or a round: of the whole training, or of the epoch. */
  readonly position?: number;
  /** The number of positions in an epoch, when stated. */
  readonly total?: number;
}

const stepForm =
  /(?<![\w/.-])(global[ _]step|step|iteration|iter|round|episode|timestep|epoch|(?:mini)?batch)\s*[:=#]?\s*[[(]?\s*(\d+(?:\.\d+)?)(?:\s*(?:\/|of)\s*(\d+))?(?![\w%]|[.:]\d)/gi;
const leadingCoordinates = /^\s*\[\s*(\d+)\s*,\s*(\d+)\s*\]/;
const leadingCount = /^\s*\[?\s*(\d+)\s*(?:\/\s*(\d+)\s*)?(?:\]:?|:(?=\s))/;
const innerCount = /[[(]\s*(\d+)\s*\/\s*(\d+)/;
const precedence = ['global', 'step', 'iteration', 'iter', 'round', 'timestep', 'episode'];

/** The step that a line of text states, such as `Epoch [1/5], Step [100/600]` or `[10]`. */
export function statedStep(text: string): StatedStep | undefined {
  let epoch: number | undefined;
  let position: { readonly rank: number; readonly at: number; readonly total?: number } | undefined;
  let batch: { readonly at: number; readonly total?: number } | undefined;
  const rest = text.replaceAll(stepForm, (_all, word: string, at: string, of?: string) => {
    const count = { at: Number(at), ...(of === undefined ? {} : { total: Number(of) }) };
    const role = stepRole(word.toLowerCase());
    if (role === 'epoch') epoch ??= count.at;
    else if (role === 'batch') batch ??= count;
    else {
      const rank = precedence.findIndex((name) => word.toLowerCase().startsWith(name));
      if (position === undefined || rank < position.rank) position = { rank, ...count };
    }
    return ' ';
  });
  const inner = position ?? batch ?? innerPosition(rest);
  if (epoch !== undefined) return { epoch, ...asPosition(inner) };
  if (position !== undefined) return { position: position.at };
  return leadingStep(text) ?? (inner === undefined ? undefined : asPosition(inner));
}

function leadingStep(text: string): StatedStep | undefined {
  const coordinates = leadingCoordinates.exec(text);
  if (coordinates) return { epoch: Number(coordinates[1]), position: Number(coordinates[2]) };
  const count = leadingCount.exec(text);
  return count ? { position: Number(count[1]) } : undefined;
}

function innerPosition(text: string): { at: number; total: number } | undefined {
  const found = innerCount.exec(text);
  return found ? { at: Number(found[1]), total: Number(found[2]) } : undefined;
}

function asPosition(
  count: { readonly at: number; readonly total?: number } | undefined,
): StatedStep {
  if (count === undefined) return {};
  return count.total === undefined
    ? { position: count.at }
    : { position: count.at, total: count.total };
}

/**
 * Turns what lines state into steps that only grow: positions that start again with every epoch
 * are counted on.
 */
export class StepClock {
  readonly #counters = new Map<number, { epoch: number; last: number; offset: number }>();

  /** The step of a line; undefined when the line states none. */
  step(stated: StatedStep): number | undefined {
    const { epoch, position, total } = stated;
    if (position === undefined) return epoch;
    if (epoch === undefined) return position;
    const counter = this.#counters.get(total ?? 0) ?? { epoch, last: -1, offset: 0 };
    this.#counters.set(total ?? 0, counter);
    if (epoch !== counter.epoch && position <= counter.last) {
      counter.offset += total ?? counter.last;
    }
    counter.epoch = epoch;
    counter.last = position;
    return counter.offset + position;
  }
}

/**
 * Steps for lines that state none: a counter that advances when a name comes again, and below the
 * header of an epoch the epoch itself.
 */
export class ImpliedSteps {
  #step = 0;
  readonly #seen = new Set<string>();
  #header: number | undefined;
  readonly #seenBelowHeader = new Set<string>();
  /** Names that come more than once below one header, with their last step. */
  readonly #frequent = new Map<string, number>();

  /** The epoch of the last header. */
  get header(): number | undefined {
    return this.#header;
  }

  /** A line that only names an epoch. */
  startEpoch(epoch: number): void {
    this.#header = epoch;
    this.#seenBelowHeader.clear();
  }

  /** The step for each of the names of one line. */
  steps(names: readonly string[]): number[] {
    const header = this.#header;
    if (header !== undefined) return names.map((name) => this.#belowHeader(name, header));
    if (names.some((name) => this.#seen.has(name))) {
      this.#step++;
      this.#seen.clear();
    }
    for (const name of names) this.#seen.add(name);
    return names.map(() => this.#step);
  }

  #belowHeader(name: string, epoch: number): number {
    const last = this.#frequent.get(name);
    if (last === undefined && !this.#seenBelowHeader.has(name)) {
      this.#seenBelowHeader.add(name);
      return epoch;
    }
    const step = (last ?? epoch) + 1;
    this.#frequent.set(name, step);
    return step;
  }
}
