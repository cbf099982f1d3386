import { html, nothing, type TemplateResult } from 'lit';
import type { DrawnNode } from '../../../src/model/collapsedGraph.ts';
import { boxState, type BoxState, type StageStates } from '../../../src/model/stageState.ts';
import type { StageContext } from '../../../src/protocol/graphPage.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { boxSize, type PlacedBox } from '../layout.ts';
import { phaseLook, stateLook } from './looks.ts';

/** A box of the drawing, and what can be done with it. */
export interface BoxOptions {
  readonly node: DrawnNode;
  readonly place: PlacedBox;
  readonly states: StageStates;
  /** Absolute path of the repository. */
  readonly root: string;
  readonly selected: boolean;
  /** The tab key leads here. */
  readonly reachable: boolean;
  /** Does not match what is searched for. */
  readonly dimmed: boolean;
  /** What it needs and what needs it, by their labels. */
  readonly needs: readonly string[];
  readonly feeds: readonly string[];
  readonly onOpen: (focus: boolean) => void;
  readonly onToggle: () => void;
}

/** A stage, tracked data, or a group of stages as a box. */
export function box(options: BoxOptions): TemplateResult {
  const { node, place, selected } = options;
  const state = boxState(node, options.states);
  const phase = node.phase === undefined ? undefined : phaseLook(node.phase);
  const { width, height } = boxSize;
  return html`<div
    class="box ${node.kind} ${state?.kind ?? ''} ${selected ? 'selected' : ''} ${options.dimmed ? 'dimmed' : ''}"
    role="treeitem"
    id=${elementId(node.id)}
    tabindex=${options.reachable ? 0 : -1}
    aria-level=${place.layer + 1}
    aria-selected=${String(selected)}
    aria-expanded=${node.kind === 'group' ? 'false' : nothing}
    title=${tooltip(node, state)}
    data-id=${node.id}
    data-vscode-context=${JSON.stringify(contextOf(options))}
    .style=${`transform: translate(${place.x}px, ${place.y}px); width: ${width}px; height: ${height}px`}
    @click=${(event: MouseEvent) => options.onOpen(event.detail > 1)}
  >
    <div class="line">
      ${node.kind === 'data' ? icon('database') : nothing} ${name(node)}
      ${node.kind === 'group' ? groupMark(options) : nothing}
    </div>
    <div class="line small">
      ${
        phase === undefined
          ? html`<span class="phase"></span>`
          : html`<span class="phase">${icon(phase.icon)}${phase.word}</span>`
      }
      ${state === undefined ? nothing : stateBadge(state, node.members.length)}
    </div>
    <span class="spoken">${spoken(options)}</span>
  </div>`;
}

/** The folder of a stage that is not at the root, and its name. */
function name({ kind, label, members: [first] }: DrawnNode): TemplateResult {
  const at = kind === 'data' ? 0 : first.location.file.lastIndexOf('/') + 1;
  const own = at === 0 ? label : label.slice(first.location.file.length + 1);
  return html`${at === 0 ? nothing : html`<bdi class="folder">${label.slice(0, at)}</bdi> `}<bdi
      class="name"
      >${own}</bdi
    >`;
}

/** How something stands as an icon and a word, of a group with the number that stands so. */
export function stateBadge(
  { kind, count }: Pick<BoxState, 'kind' | 'count'>,
  of = 1,
): TemplateResult {
  const look = stateLook(kind);
  return html`<span class="state ${kind}"
    >${icon(look.icon, kind === 'running' ? 'spin' : '')}${count < of ? t('{0}: {1} of {2}', look.word, count, of) : look.word}</span
  >`;
}

/** The identifier of a box's element. */
export function elementId(id: string): string {
  return `box-${id.replaceAll(/[^\w-]/g, (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}_`)}`;
}

function groupMark({ node, onToggle }: BoxOptions): TemplateResult {
  const label = t('Show the {0} stages of {1}', node.members.length, node.label);
  return html`<button
    type="button"
    class="members"
    tabindex="-1"
    title=${label}
    aria-label=${label}
    @click=${(event: Event) => {
      event.stopPropagation();
      onToggle();
    }}
  >
    ×${node.members.length}
  </button>`;
}

/** What is seen by the edges and the shape. */
function spoken({ node, needs, feeds }: BoxOptions): string {
  const parts = [
    node.kind === 'data' ? t('tracked data') : undefined,
    needs.length === 0 ? undefined : t('needs {0}', needs.join(', ')),
    feeds.length === 0 ? undefined : t('feeds {0}', feeds.join(', ')),
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}

/** Lines of a tooltip; a longer list is told in the details. */
const tooltipLines = 8;

function tooltip({ id, members }: DrawnNode, state: BoxState | undefined): string {
  const [first] = members;
  const reasons = state === undefined ? [] : state.reasons.slice(0, tooltipLines);
  return [
    id,
    first.description,
    members.length === 1 ? first.commands.join('\n') : undefined,
    state === undefined ? undefined : [stateLook(state.kind).word, ...reasons].join('\n· '),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}

function contextOf({ node, root }: BoxOptions): StageContext {
  return { webviewSection: node.kind === 'data' ? 'data' : 'stage', root, node: node.id };
}
