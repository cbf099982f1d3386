import type { Drawing } from '../drawing.ts';
import type { GraphView } from '../../../src/protocol/graphPage.ts';
import { anchored, middleOf, type Size } from './viewport.ts';

/**
 * The view in which what a person looks at stays where it is when the drawing becomes another one: the
 * selected box, else the one nearest to the middle.
 * @returns nothing where no box is in both
 */
export function steadied(
  before: Drawing,
  after: Drawing,
  { view, size, selected }: { view: GraphView; size: Size; selected: string | undefined },
): GraphView | undefined {
  const middle = middleOf(view, size);
  const distance = (id: string) => {
    const at = before.layout.boxes.get(id);
    return at === undefined ? Infinity : Math.hypot(at.x - middle.x, at.y - middle.y);
  };
  const stayed = [...before.layout.boxes.keys()].filter((id) => after.layout.boxes.has(id));
  const anchor =
    stayed.find((id) => id === selected) ??
    stayed.sort((one, other) => distance(one) - distance(other))[0];
  const from = anchor === undefined ? undefined : before.layout.boxes.get(anchor);
  const to = anchor === undefined ? undefined : after.layout.boxes.get(anchor);
  return from === undefined || to === undefined ? undefined : anchored(view, from, to);
}
