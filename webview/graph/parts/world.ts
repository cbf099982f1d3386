import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StageStates } from '../../../src/model/stageState.ts';
import { t } from '../../shared/text.ts';
import { box } from './box.ts';
import type { Drawing } from '../drawing.ts';
import { edge, heads } from './edges.ts';
import { readingOrder } from '../view/moves.ts';

/** What is drawn, and what happens on it. */
export interface World {
  readonly drawing: Drawing;
  readonly states: StageStates;
  readonly selected: string | undefined;
  /** The boxes that a search leaves bright; all of them without one. */
  readonly matching: ReadonlySet<string> | undefined;
  /** @param focus the editor is to take the keyboard's focus */
  readonly onOpen: (id: string, focus: boolean) => void;
  readonly onToggle: (id: string) => void;
}

/** The stages and what leads from one to another, at their places. */
export function world({
  drawing,
  states,
  selected,
  matching,
  onOpen,
  onToggle,
}: World): TemplateResult {
  const { layout, drawn, graph } = drawing;
  const first = selected ?? readingOrder(layout)[0]?.id;
  return html`<svg
      class="edges"
      width=${Math.max(1, layout.width)}
      height=${Math.max(1, layout.height)}
      aria-hidden="true"
    >
      ${heads()}
      ${layout.edges.map((each) => edge(each, each.from === selected || each.to === selected))}
    </svg>
    <div
      class="boxes"
      role="tree"
      aria-label=${t('Stages of the pipeline')}
      .style=${`width: ${layout.width}px; height: ${layout.height}px`}
    >
      ${repeat(
        drawn.nodes,
        ({ id }) => id,
        (node) => {
          const place = layout.boxes.get(node.id);
          if (place === undefined) return nothing;
          return box({
            node,
            place,
            states,
            root: graph.root,
            selected: node.id === selected,
            reachable: node.id === first,
            dimmed: matching?.has(node.id) === false,
            needs: drawing.linked(node.id, 'up'),
            feeds: drawing.linked(node.id, 'down'),
            onOpen: (focus) => onOpen(node.id, focus),
            onToggle: () => onToggle(node.id),
          });
        },
      )}
    </div>`;
}
