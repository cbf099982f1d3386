import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { StageStates } from '../../../src/model/stageState.ts';
import type { StageAction } from '../../../src/protocol/graphPage.ts';
import { t } from '../../shared/text.ts';
import type { Drawing } from '../drawing.ts';
import { bar } from './bar.ts';
import { details } from './details.ts';
import { notices } from './notices.ts';
import { world } from './world.ts';

/** A graph as it is shown, and what happens on it. */
export interface Pipeline {
  readonly drawing: Drawing;
  /** Why it could not be brought up to date. */
  readonly trouble: string | undefined;
  readonly states: StageStates;
  readonly selected: string | undefined;
  readonly search: string;
  readonly on: PipelineEvents;
}

/** What a person may do. */
export interface PipelineEvents {
  /** Takes the element through which the drawing is seen. */
  readonly window: (element: Element | undefined) => void;
  readonly search: (text: string) => void;
  readonly find: (step: 1 | -1) => void;
  readonly leaveSearch: () => void;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly retry: () => void;
  readonly openTrouble: (index: number) => void;
  /** @param focus the editor is to take the keyboard's focus */
  readonly openBox: (id: string, focus: boolean) => void;
  readonly toggle: (id: string) => void;
  readonly openSelected: (id: string) => void;
  readonly act: (id: string, action: StageAction) => void;
  readonly closeDetails: () => void;
}

/** The bar, what is wrong, the drawing, and the details of the box that is selected. */
export function pipeline(shown: Pipeline): TemplateResult {
  const { drawing, trouble, states, search, on } = shown;
  const matching = search.trim() === '' ? undefined : drawing.matching(search);
  const selected = drawing.boxFor(shown.selected);
  return html`<main class="graph">
    <h1 class="spoken">${t('Pipeline')}</h1>
    ${bar({
      search,
      found: matching?.size,
      onSearch: on.search,
      onFind: on.find,
      onLeave: on.leaveSearch,
      onZoom: on.zoom,
      onFit: on.fit,
    })}
    ${notices(drawing.graph, trouble, on.openTrouble, on.retry)}
    <div class="panes">
      <div class="window" ${ref(on.window)}>
        <div class="world">
          ${world({ drawing, states, selected, matching, onOpen: on.openBox, onToggle: on.toggle })}
        </div>
      </div>
      ${detailsOf(drawing, selected, states, on)}
    </div>
  </main>`;
}

function detailsOf(
  drawing: Drawing,
  selected: string | undefined,
  states: StageStates,
  on: PipelineEvents,
): TemplateResult | typeof nothing {
  const node = drawing.node(selected);
  if (node === undefined) return nothing;
  return details({
    node,
    states,
    onOpen: () => on.openSelected(node.id),
    onAct: (action) => on.act(node.id, action),
    onToggle: () => on.toggle(node.id),
    onClose: on.closeDetails,
  });
}
