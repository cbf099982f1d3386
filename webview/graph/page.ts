import { render, type TemplateResult } from 'lit';
import type { PipelineGraph } from '../../src/model/pipelineGraph.ts';
import type { StageStates } from '../../src/model/stageState.ts';
import type { FromGraphPage, GraphPageState } from '../../src/protocol/graphPage.ts';
import { onceAFrame } from '../shared/onceAFrame.ts';
import { Patience } from '../shared/patience.ts';
import { setStrings } from '../shared/text.ts';
import { focusTextBox } from '../shared/toolkit.ts';
import type { VsCodeApi } from '../shared/vscodeApi.ts';
import { blank, type Blank } from './parts/blank.ts';
import { elementId } from './parts/box.ts';
import { pipeline, type PipelineEvents } from './parts/pipeline.ts';
import { Drawing } from './drawing.ts';
import { meaningOf, openMenu, type BoxMeaning, type KeyMeaning } from './view/keys.ts';
import { boxSize } from './layout.ts';
import { readMessage } from './messages.ts';
import { neighbour, readingOrder } from './view/moves.ts';
import { steadied } from './view/steady.ts';
import { Surface } from './view/surface.ts';
import { fitted, showing } from './view/viewport.ts';

/** What the page has to show. */
type Shown =
  | Blank
  /** `trouble`: why it could not be brought up to date. */
  | { readonly kind: 'drawing'; readonly drawing: Drawing; readonly trouble?: string };

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
  readonly #patience = new Patience(() => {
    if (this.#shown.kind === 'waiting') this.#shown = { kind: 'late' };
    this.#drawSoon();
  });

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
    this.#patience.begin();
    if (this.#shown.kind !== 'drawing') this.#shown = { kind: 'waiting' };
    this.#drawSoon();
  }

  #receive(raw: unknown): void {
    const message = readMessage(raw);
    switch (message?.kind) {
      case undefined:
        return;
      case 'graph':
        this.#patience.stop();
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
        this.#patience.stop();
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
    const steady = steadied(before, after, { view, size, selected: this.#state.selected });
    if (steady !== undefined) this.#surface.show(steady, false);
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
    const meaning = meaningOf(event, inDrawing);
    if (meaning === undefined) return;
    this.#follow(drawing, meaning);
    event.preventDefault();
  }

  #follow(drawing: Drawing, meaning: KeyMeaning): void {
    switch (meaning.kind) {
      case 'search':
        focusTextBox(this.#root.querySelector('vscode-text-field'), true);
        return;
      case 'zoom':
        this.#surface.zoom(meaning.factor);
        return;
      case 'actualSize':
        this.#surface.zoom(1 / (this.#surface.view?.scale ?? 1));
        return;
      case 'fit':
        this.#fit(drawing, true);
        return;
      case 'leave':
        this.#select(undefined);
        return;
      case 'end': {
        const end = readingOrder(drawing.layout).at(meaning.of === 'first' ? 0 : -1)?.id;
        if (end !== undefined) this.#goTo(drawing, end, true);
        return;
      }
      default:
        this.#atBox(drawing, meaning);
    }
  }

  /** Does what is about the box with the keyboard's focus. */
  #atBox(drawing: Drawing, meaning: BoxMeaning): void {
    const { selected } = this.#state;
    const at = focusedBox() ?? drawing.boxFor(selected) ?? readingOrder(drawing.layout)[0]?.id;
    if (at === undefined) return;
    switch (meaning.kind) {
      case 'move': {
        const next = neighbour(drawing.layout, at, meaning.direction);
        if (next !== undefined) this.#goTo(drawing, next, true);
        return;
      }
      case 'menu':
        openMenu(document.getElementById(elementId(at)));
        return;
      case 'open':
        this.#api.send({ kind: 'open', node: at, focus: true });
        return;
      case 'toggle':
        this.#toggle(drawing, at);
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
    if (shown.kind === 'drawing') {
      return pipeline({
        drawing: shown.drawing,
        trouble: shown.trouble,
        states: this.#states,
        selected: this.#state.selected,
        search: this.#search,
        on: this.#events(shown.drawing),
      });
    }
    return blank(shown, {
      retry: () => this.#retry(),
      showLog: () => this.#api.send({ kind: 'showExtensionLog' }),
    });
  }

  #retry(): void {
    this.#await();
    this.#api.send({ kind: 'retry' });
  }

  #events(drawing: Drawing): PipelineEvents {
    return {
      window: (element) => this.#surface.attach(element),
      search: (text) => {
        this.#search = text;
        this.#drawSoon();
      },
      find: (step) => this.#find(drawing, step),
      leaveSearch: () => this.#focusDrawing(drawing),
      zoom: (factor) => this.#surface.zoom(factor),
      fit: () => this.#fit(drawing, true),
      retry: () => this.#retry(),
      openTrouble: (index) => this.#api.send({ kind: 'openTrouble', index }),
      openBox: (id, focus) => {
        this.#goTo(drawing, id, true);
        this.#api.send({ kind: 'open', node: id, focus });
      },
      toggle: (id) => this.#toggle(drawing, id),
      openSelected: (id) => this.#api.send({ kind: 'open', node: id, focus: true }),
      act: (id, action) => this.#api.send({ kind: 'act', node: id, action }),
      closeDetails: () => {
        this.#select(undefined);
        this.#focusDrawing(drawing);
      },
    };
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
