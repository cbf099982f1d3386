import { html, nothing, render, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PipelineGraph } from '../../src/model/pipelineGraph.ts';
import type { StageStates } from '../../src/model/stageState.ts';
import type { FromGraphPage, GraphPageState } from '../../src/protocol/graphPage.ts';
import { icon } from '../shared/icons.ts';
import { setStrings, t } from '../shared/text.ts';
import { button, focusTextBox } from '../shared/toolkit.ts';
import type { VsCodeApi } from '../shared/vscodeApi.ts';
import { bar } from './bar.ts';
import { box, elementId } from './box.ts';
import { details } from './details.ts';
import { Drawing } from './drawing.ts';
import { edge, heads } from './edges.ts';
import { boxSize } from './layout.ts';
import { readMessage } from './messages.ts';
import { neighbour, readingOrder, type Direction } from './moves.ts';
import { notices } from './notices.ts';
import { Surface } from './surface.ts';
import { anchored, fitted, middleOf, showing, zoomStep } from './viewport.ts';
import { onceAFrame } from '../shared/onceAFrame.ts';

/** What the page has to show. */
type Shown =
  | { readonly kind: 'waiting' }
  /** The graph has not come for so long that something must be wrong. */
  | { readonly kind: 'late' }
  | { readonly kind: 'failed'; readonly sentence: string }
  | { readonly kind: 'nothing' }
  /** `trouble`: why it could not be brought up to date. */
  | { readonly kind: 'drawing'; readonly drawing: Drawing; readonly trouble?: string };

/** Milliseconds to wait for the graph before saying that it does not come. */
const patience = 10_000;

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** The pipeline's page: takes the host's messages, draws the graph, sends back what the person does. */
export class GraphPage {
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi<FromGraphPage, GraphPageState>;
  readonly #surface: Surface;
  #state: GraphPageState;
  #shown: Shown = { kind: 'waiting' };
  #states: StageStates = {};
  #search = '';
  /** What the host wants selected as soon as there is a graph. */
  #wanted: string | undefined;
  readonly #drawSoon = onceAFrame(() => this.#draw());
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, api: VsCodeApi<FromGraphPage, GraphPageState>) {
    this.#root = root;
    this.#api = api;
    this.#state = api.getState() ?? { file: '' };
    this.#surface = new Surface(this.#state.view, (view) => this.#keep({ view }));
  }

  /** Begins to listen, and asks for the graph. */
  start(): void {
    window.addEventListener('message', (event) => this.#receive(event.data));
    window.addEventListener('keydown', (event) => this.#onKey(event));
    window.addEventListener('resize', () => this.#drawSoon());
    this.#await();
    this.#api.send({ kind: 'ready' });
    this.#draw();
  }

  #await(): void {
    clearTimeout(this.#late);
    if (this.#shown.kind !== 'drawing') this.#shown = { kind: 'waiting' };
    this.#late = setTimeout(() => {
      if (this.#shown.kind === 'waiting') this.#shown = { kind: 'late' };
      this.#drawSoon();
    }, patience);
    this.#drawSoon();
  }

  #receive(raw: unknown): void {
    const message = readMessage(raw);
    switch (message?.kind) {
      case undefined:
        return;
      case 'graph':
        clearTimeout(this.#late);
        setStrings(message.strings);
        if (message.file !== this.#state.file) this.#keep({ file: message.file });
        this.#take(message.graph);
        break;
      case 'states':
        this.#states = message.states;
        break;
      case 'select':
        this.#wanted = message.node;
        break;
      case 'failed':
        clearTimeout(this.#late);
        setStrings(message.strings);
        this.#shown =
          this.#shown.kind === 'drawing'
            ? { ...this.#shown, trouble: message.sentence }
            : { kind: 'failed', sentence: message.sentence };
        break;
    }
    this.#drawSoon();
  }

  /** Takes a graph, keeping what the person looks at where it is. */
  #take(graph: PipelineGraph | null): void {
    if (graph === null || (graph.nodes.length === 0 && graph.troubles.length === 0)) {
      this.#shown = { kind: 'nothing' };
      return;
    }
    const before = this.#shown.kind === 'drawing' ? this.#shown.drawing : undefined;
    const drawing = new Drawing(graph, new Set(this.#state.open), before);
    this.#shown = { kind: 'drawing', drawing };
    if (before !== undefined) this.#holdStill(before, drawing);
  }

  #holdStill(before: Drawing, after: Drawing): void {
    const { view, size } = this.#surface;
    if (view === undefined || size === undefined) return;
    const middle = middleOf(view, size);
    const distance = (id: string) => {
      const at = before.layout.boxes.get(id);
      return at === undefined ? Infinity : Math.hypot(at.x - middle.x, at.y - middle.y);
    };
    const stayed = [...before.layout.boxes.keys()].filter((id) => after.layout.boxes.has(id));
    const selected = stayed.find((id) => id === this.#state.selected);
    const anchor = selected ?? stayed.sort((a, b) => distance(a) - distance(b))[0];
    const from = anchor === undefined ? undefined : before.layout.boxes.get(anchor);
    const to = anchor === undefined ? undefined : after.layout.boxes.get(anchor);
    if (from !== undefined && to !== undefined) this.#surface.show(anchored(view, from, to), false);
  }

  #keep(state: Partial<GraphPageState>): void {
    this.#state = { ...this.#state, ...state };
    this.#api.setState(this.#state);
  }

  #select(id: string | undefined): void {
    const { selected: _before, ...rest } = this.#state;
    this.#state = id === undefined ? rest : { ...rest, selected: id };
    this.#api.setState(this.#state);
    this.#drawSoon();
  }

  /** Selects a box, brings it into view, and gives it the keyboard's focus. */
  #goTo(drawing: Drawing, id: string, focus: boolean): void {
    this.#select(id);
    this.#draw();
    const { view, size } = this.#surface;
    const place = drawing.layout.boxes.get(id);
    if (view !== undefined && size !== undefined && place !== undefined) {
      const shown = showing(view, { ...boxSize, x: place.x, y: place.y }, size);
      if (shown.x !== view.x || shown.y !== view.y) this.#surface.show(shown, true);
    }
    if (focus) document.getElementById(elementId(id))?.focus({ preventScroll: true });
  }

  #toggle(drawing: Drawing, id: string): void {
    const node = drawing.node(id);
    const group = node?.members[0].group;
    if (group === undefined) return;
    const open = new Set(this.#state.open);
    const isClosed = node?.kind === 'group';
    if (isClosed) open.add(group);
    else open.delete(group);
    this.#keep({ open: [...open] });
    const after = new Drawing(drawing.graph, open, drawing);
    this.#shown = { kind: 'drawing', drawing: after };
    this.#holdStill(drawing, after);
    this.#goTo(after, isClosed ? node.members[0].id : group, true);
  }

  #fit(drawing: Drawing, glide: boolean): void {
    const { size } = this.#surface;
    if (size !== undefined) this.#surface.show(fitted(drawing.layout, size), glide);
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#shown.kind !== 'drawing' || event.defaultPrevented) return;
    const { drawing } = this.#shown;
    const inDrawing = event.target instanceof Element && event.target.closest('.window') !== null;
    if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
      focusTextBox(this.#root.querySelector('vscode-text-field'), true);
    } else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (!inDrawing || !this.#onDrawingKey(drawing, event)) return;
    event.preventDefault();
  }

  /** Whether the key means something to the drawing. */
  #onDrawingKey(drawing: Drawing, event: KeyboardEvent): boolean {
    const { selected } = this.#state;
    const at = focusedBox() ?? drawing.boxFor(selected) ?? readingOrder(drawing.layout)[0]?.id;
    if (at === undefined) return false;
    const direction = arrows[event.key];
    if (direction !== undefined) {
      const next = neighbour(drawing.layout, at, direction);
      if (next !== undefined) this.#goTo(drawing, next, true);
      return true;
    }
    if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      openMenu(document.getElementById(elementId(at)));
      return true;
    }
    switch (event.key) {
      case 'Home':
      case 'End': {
        const end = readingOrder(drawing.layout).at(event.key === 'Home' ? 0 : -1)?.id;
        if (end !== undefined) this.#goTo(drawing, end, true);
        return true;
      }
      case 'Enter':
        this.#api.send({ kind: 'open', node: at, focus: true });
        return true;
      case ' ':
        this.#toggle(drawing, at);
        return true;
      case 'Escape':
        this.#select(undefined);
        return true;
      default:
        return this.#onZoomKey(drawing, event.key);
    }
  }

  #onZoomKey(drawing: Drawing, key: string): boolean {
    switch (key) {
      case '+':
      case '=':
        this.#surface.zoom(zoomStep);
        return true;
      case '-':
      case '−':
        this.#surface.zoom(1 / zoomStep);
        return true;
      case '0':
        this.#surface.zoom(1 / (this.#surface.view?.scale ?? 1));
        return true;
      case 'f':
        this.#fit(drawing, true);
        return true;
      case '/':
        focusTextBox(this.#root.querySelector('vscode-text-field'), true);
        return true;
      default:
        return false;
    }
  }

  /** Goes to the next match of the search, or the one before. */
  #find(drawing: Drawing, step: 1 | -1): void {
    const matching = drawing.matching(this.#search);
    const found = readingOrder(drawing.layout).filter(({ id }) => matching.has(id));
    const at = found.findIndex(({ id }) => id === drawing.boxFor(this.#state.selected));
    const next = found.at(at < 0 ? 0 : (at + step) % found.length);
    if (next !== undefined) this.#goTo(drawing, next.id, false);
  }

  #draw(): void {
    render(this.#content(), this.#root);
    if (this.#shown.kind !== 'drawing') return;
    const { drawing } = this.#shown;
    if (this.#surface.view === undefined) this.#fit(drawing, false);
    const wanted = drawing.boxFor(this.#wanted);
    if (wanted === undefined || this.#surface.view === undefined) return;
    this.#wanted = undefined;
    this.#goTo(drawing, wanted, false);
  }

  #content(): TemplateResult {
    const shown = this.#shown;
    switch (shown.kind) {
      case 'waiting':
        return html`<main class="blank" aria-busy="true">
          <h1 class="waiting">${icon('loading', 'spin')} ${t('Reading the pipeline…')}</h1>
        </main>`;
      case 'late':
        return this.#trouble(t('The pipeline could not be read within ten seconds.'));
      case 'failed':
        return this.#trouble(shown.sentence);
      case 'nothing':
        return html`<main class="blank">
          <h1>${t('There is no pipeline here')}</h1>
          <p>
            ${t('Stages are written in dvc.yaml. This page shows them as soon as there are some.')}
          </p>
        </main>`;
      case 'drawing':
        return this.#pipeline(shown.drawing, shown.trouble);
    }
  }

  #trouble(sentence: string): TemplateResult {
    return html`<main class="blank">
      <div role="alert">
        ${icon('error', 'huge')}
        <h1>${t('The pipeline cannot be shown')}</h1>
        <p>${sentence}</p>
      </div>
      <div class="actions">
        ${button({ label: t('Retry'), primary: true, onClick: () => this.#retry() })}
        ${button({ label: t('Show Log'), onClick: () => this.#api.send({ kind: 'showExtensionLog' }) })}
      </div>
    </main>`;
  }

  #retry(): void {
    this.#await();
    this.#api.send({ kind: 'retry' });
  }

  #pipeline(drawing: Drawing, trouble: string | undefined): TemplateResult {
    const matching = drawing.matching(this.#search);
    const selected = drawing.boxFor(this.#state.selected);
    const node = drawing.node(selected);
    return html`<main class="graph">
      <h1 class="spoken">${t('Pipeline')}</h1>
      ${bar({
        search: this.#search,
        found: this.#search.trim() === '' ? undefined : matching.size,
        onSearch: (text) => {
          this.#search = text;
          this.#drawSoon();
        },
        onFind: (step) => this.#find(drawing, step),
        onLeave: () => this.#focusDrawing(drawing),
        onZoom: (factor) => this.#surface.zoom(factor),
        onFit: () => this.#fit(drawing, true),
      })}
      ${notices(
        drawing.graph,
        trouble,
        (index) => this.#api.send({ kind: 'openTrouble', index }),
        () => this.#retry(),
      )}
      <div class="panes">
        <div class="window" ${ref((element) => this.#surface.attach(element))}>
          <div class="world">${this.#world(drawing, matching, selected)}</div>
        </div>
        ${
          node === undefined
            ? nothing
            : details({
                node,
                states: this.#states,
                onOpen: () => this.#api.send({ kind: 'open', node: node.id, focus: true }),
                onAct: (action) => this.#api.send({ kind: 'act', node: node.id, action }),
                onToggle: () => this.#toggle(drawing, node.id),
                onClose: () => {
                  this.#select(undefined);
                  this.#focusDrawing(drawing);
                },
              })
        }
      </div>
    </main>`;
  }

  #world(
    drawing: Drawing,
    matching: ReadonlySet<string>,
    selected: string | undefined,
  ): TemplateResult {
    const { layout, drawn, graph } = drawing;
    const first = selected ?? readingOrder(layout)[0]?.id;
    const isSearching = this.#search.trim() !== '';
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
              states: this.#states,
              root: graph.root,
              selected: node.id === selected,
              reachable: node.id === first,
              dimmed: isSearching && !matching.has(node.id),
              needs: drawing.linked(node.id, 'up'),
              feeds: drawing.linked(node.id, 'down'),
              onOpen: (focus) => {
                this.#goTo(drawing, node.id, true);
                this.#api.send({ kind: 'open', node: node.id, focus });
              },
              onToggle: () => this.#toggle(drawing, node.id),
            });
          },
        )}
      </div>`;
  }

  #focusDrawing(drawing: Drawing): void {
    const at = drawing.boxFor(this.#state.selected) ?? readingOrder(drawing.layout)[0]?.id;
    if (at !== undefined) document.getElementById(elementId(at))?.focus({ preventScroll: true });
  }
}

/** The box that has the keyboard's focus. */
function focusedBox(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('.box')?.dataset['id'];
}

/** Has the editor open its context menu below an element. */
function openMenu(element: HTMLElement | null): void {
  if (element === null) return;
  const { left, bottom } = element.getBoundingClientRect();
  element.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + 8,
      clientY: bottom,
    }),
  );
}
