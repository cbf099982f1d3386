import { html, nothing, type TemplateResult } from 'lit';
import type { DrawnNode } from '../../../src/model/collapsedGraph.ts';
import { boxState, stateOf, type StageStates } from '../../../src/model/stageState.ts';
import type { StageAction } from '../../../src/protocol/graphPage.ts';
import { factList, iconButton, linkButton, type Fact } from '../../shared/controls.ts';
import { t } from '../../shared/text.ts';
import { button } from '../../shared/toolkit.ts';
import { stateBadge } from './box.ts';

/** What is told about the selected box. */
export interface DetailsOptions {
  readonly node: DrawnNode;
  readonly states: StageStates;
  readonly onOpen: () => void;
  readonly onAct: (action: StageAction) => void;
  /** Opens a group, or closes the one that the stage is in. */
  readonly onToggle: () => void;
  readonly onClose: () => void;
}

/** Stages of a group that are listed. */
const membersShown = 50;

/** All about the selected box, for the eye and for whoever cannot hover. */
export function details(options: DetailsOptions): TemplateResult {
  const { node, states, onOpen, onAct, onToggle } = options;
  const [first] = node.members;
  const state = boxState(node, states);
  const isStage = node.kind !== 'data';
  const lastRun = node.kind === 'group' ? undefined : stateOf(first, states)?.lastRun;
  return html`<aside class="details" tabindex="0" aria-label=${t('About {0}', node.label)}>
    <div class="line">
      <h2><bdi>${node.label}</bdi></h2>
      ${state === undefined ? nothing : stateBadge(state, node.members.length)}
      ${iconButton({ icon: 'close', label: t('Close'), classes: 'close', onClick: options.onClose })}
    </div>
    ${first.description === undefined ? nothing : html`<p>${first.description}</p>`}
    ${
      state === undefined || state.reasons.length === 0
        ? nothing
        : html`<ul class="reasons">
            ${state.reasons.map((reason) => html`<li>${reason}</li>`)}
          </ul>`
    }
    <div class="actions">
      ${isStage ? button({ label: t('Run'), primary: true, onClick: () => onAct('run') }) : nothing}
      ${isStage ? button({ label: t('Run with What It Needs'), onClick: () => onAct('runWithNeeds') }) : nothing}
      ${button({ label: t('Open in Editor'), onClick: onOpen })}
      ${lastRun === undefined ? nothing : button({ label: t('Show Last Run'), onClick: () => onAct('showLastRun') })}
    </div>
    ${
      first.group === undefined
        ? nothing
        : linkButton(
            node.kind === 'group' ? t('Show each stage') : t('Show the group as one'),
            '',
            onToggle,
          )
    }
    ${node.kind === 'group' ? memberList(node, states) : facts(node)}
  </aside>`;
}

function memberList(node: DrawnNode, states: StageStates): TemplateResult {
  const shown = node.members.slice(0, membersShown);
  const more = node.members.length - shown.length;
  return html`<ul class="member-list">
    ${shown.map((member) => {
      const state = stateOf(member, states);
      return html`<li>
        <bdi>${member.name}</bdi
        >${state === undefined ? nothing : stateBadge({ ...state, count: 1 })}
      </li>`;
    })}
    ${more > 0 ? html`<li class="muted">${t('and {0} more', more)}</li>` : nothing}
  </ul>`;
}

function facts({ members: [node] }: DrawnNode): TemplateResult {
  const params = node.params.map(({ file, keys }) =>
    keys.length === 0 ? file : `${file}: ${keys.join(', ')}`,
  );
  return factList([
    fact(t('Command'), node.commands, true),
    node.folder === '.' || node.kind === 'data' ? undefined : fact(t('Folder'), [node.folder]),
    fact(t('Reads'), node.deps),
    fact(t('Parameters'), params),
    fact(t('Writes'), node.outs),
    fact(t('Metrics'), node.metrics),
    fact(t('Plots'), node.plots),
    node.frozen ? { label: t('Frozen'), value: t('It runs only when asked for') } : undefined,
    node.alwaysChanged ? { label: t('Always changed'), value: t('It runs every time') } : undefined,
    {
      label: t('Written in'),
      value: `${node.location.file}:${node.location.range.start.line + 1}`,
    },
  ]);
}

function list(values: readonly string[], code: boolean): TemplateResult {
  return html`${values.map(
    (value) => html`<bdi class="each ${code ? 'code-text' : ''}">${value}</bdi>`,
  )}`;
}

/** A fact with several values; nothing where there are none. */
function fact(label: string, values: readonly string[], code = false): Fact | undefined {
  return values.length === 0 ? undefined : { label, value: list(values, code) };
}
