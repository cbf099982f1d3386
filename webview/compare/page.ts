import { render } from 'lit';
import type { ColumnInfo } from '../../src/model/compare/columns.ts';
import type { SavedViews } from '../../src/model/compare/savedViews.ts';
import type { Objective } from '../../src/model/projectFile.ts';
import type { CompareScope } from '../../src/protocol/compare.ts';
import type {
  CompareAction,
  ComparePageState,
  FromComparePage,
  Opening,
} from '../../src/protocol/comparePage.ts';
import { setStrings } from '../shared/text.ts';
import { watchTheme } from '../shared/theme.ts';
import type { VsCodeApi } from '../shared/vscodeApi.ts';
import { Opened } from './opened.ts';
import { Catalogue } from './catalogue.ts';
import { HostClient, readMessage } from './hostClient.ts';
import { RunLooks, type RunLook } from './looks.ts';
import { KeptState } from './pageState.ts';
import { pageContent } from './pageContent.ts';
import { RunList } from './runList.ts';
import { Selection } from './selection.ts';
import type { CompareContext, ContextChange, ReportPicture, ShownRun } from './tab.ts';
import { readTableState } from './table/tableState.ts';
import { beginWithView } from './table/tools/views.ts';
import { TabStrip } from './tabStrip.ts';
import { Toolbar } from './toolbar.ts';
import { onceAFrame } from '../shared/onceAFrame.ts';

/** The comparison panel: what its tabs share, its toolbar and its tabs. */
export class ComparePage implements CompareContext {
  readonly language = document.documentElement.lang || navigator.language;
  readonly list: RunList;
  readonly selection: Selection;
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi<FromComparePage, ComparePageState>;
  readonly #client: HostClient;
  readonly #looks: RunLooks;
  readonly #columns: Catalogue;
  readonly #tabs: TabStrip;
  readonly #toolbar: Toolbar;
  readonly #pictures = new Map<string, () => Promise<readonly ReportPicture[]>>();
  readonly #state: KeptState;
  #objective: Objective | undefined;
  #hovered: string | undefined;
  #brushed: ReadonlySet<string> | undefined;
  #views: SavedViews = { views: {} };
  readonly #opened = new Opened(() => this.#drawSoon());
  readonly #drawSoon = onceAFrame(() => this.#draw());

  constructor(root: HTMLElement, api: VsCodeApi<FromComparePage, ComparePageState>) {
    this.#root = root;
    this.#api = api;
    this.#state = new KeptState(
      api.getState(),
      () => this.#looks.places,
      (state) => api.setState(state),
    );
    const { looks, scope, selected, tab } = this.#state.all;
    this.#client = new HostClient((message) => api.send(message));
    this.#looks = new RunLooks(looks);
    const request = this.request.bind(this);
    this.#toolbar = new Toolbar(this);
    this.list = new RunList(
      {
        scope,
        filter: this.#toolbar.keptFilter,
        orderBy: readTableState(this.kept('table')).sorting,
      },
      request,
      (what) => this.#listChanged(what),
    );
    this.#columns = new Catalogue(
      request,
      () => ({ scope: this.#state.all.scope, filter: this.list.wanted.filter }),
      () => this.tell({ kind: 'columns' }),
    );
    this.selection = new Selection(selected, this.#looks, request, () =>
      this.tell({ kind: 'selection' }),
    );
    this.#tabs = new TabStrip(this, tab, (chosen) => this.#state.save({ tab: chosen }));
  }

  get selected(): readonly ShownRun[] {
    return this.selection.runs;
  }

  get shown(): readonly string[] {
    const brushed = this.#brushed;
    if (brushed === undefined) return this.list.runIds;
    return this.list.runIds.filter((id) => brushed.has(id));
  }

  get listed(): readonly string[] {
    return this.list.runIds;
  }

  get brushed(): boolean {
    return this.#brushed !== undefined;
  }

  get catalogue(): readonly ColumnInfo[] {
    return this.#columns.all;
  }

  /** Whether the catalogue says which columns differ. */
  get counted(): boolean {
    return this.#columns.counted;
  }

  get objective(): Objective | undefined {
    return this.#objective;
  }

  get baseline(): string | undefined {
    return this.#state.all.baseline;
  }

  get hovered(): string | undefined {
    return this.#hovered;
  }

  get views(): SavedViews {
    return this.#views;
  }

  get project(): string {
    return this.#opened.shown.kind === 'open' ? this.#opened.shown.opening.project : '';
  }

  /** Begins to listen, and asks what to compare. */
  start(): void {
    window.addEventListener('message', (event) => this.#receive(event.data));
    watchTheme(() => this.tell({ kind: 'theme' }));
    this.#await(false);
  }

  hover(runId: string | undefined): void {
    if (runId === this.#hovered) return;
    this.#hovered = runId;
    this.tell({ kind: 'hover' });
  }

  look(runId: string): RunLook {
    return this.#looks.of(runId);
  }

  select(runIds: readonly string[]): void {
    this.selection.choose(runIds);
    this.#state.save({ selected: runIds });
  }

  setBaseline(runId: string | undefined): void {
    this.#state.setBaseline(runId);
    this.tell({ kind: 'columns' });
  }

  brush(runIds: readonly string[] | undefined): void {
    this.#brushed = runIds === undefined ? undefined : new Set(runIds);
    this.selection.show(this.shown);
    this.tell({ kind: 'filter' });
  }

  request: CompareContext['request'] = (method, params) => this.#client.request(method, params);

  post(action: CompareAction): void {
    this.#api.send({ kind: 'action', action });
  }

  kept(tab: string): unknown {
    return this.#state.ofTab(tab);
  }

  keep(tab: string, state: unknown): void {
    this.#state.saveTab(tab, state);
  }

  registerPictures(tab: string, make: () => Promise<readonly ReportPicture[]>): void {
    this.#pictures.set(tab, make);
  }

  /** The pictures of all tabs that have any, for a report. */
  async pictures(): Promise<readonly ReportPicture[]> {
    this.#tabs.makeAll();
    return (await Promise.all([...this.#pictures.values()].map((make) => make()))).flat();
  }

  /** Sets the filter, as a saved view does. */
  setFilter(filter: string): void {
    this.#toolbar.setFilter(filter);
  }

  saveViews(views: SavedViews): void {
    this.#views = views;
    this.post({ kind: 'saveViews', views });
    this.tell({ kind: 'columns' });
  }

  /** Compares other runs of the project. */
  setScope(scope: CompareScope): void {
    this.#state.save({ scope });
    this.#api.send({ kind: 'scope', scope });
    void this.list.want({ scope });
    void this.#columns.count();
  }

  /** Tells the tab in sight, and draws the toolbar anew. */
  tell(change: ContextChange): void {
    if (this.#opened.shown.kind !== 'open') return;
    this.#drawSoon();
    this.#tabs.tell(change);
  }

  #await(retry: boolean): void {
    this.#opened.wait();
    this.#api.send(retry ? { kind: 'ready', retry } : { kind: 'ready' });
    this.#drawSoon();
  }

  #receive(raw: unknown): void {
    const message = readMessage(raw);
    switch (message?.kind) {
      case undefined:
        return;
      case 'answer':
      case 'refused':
        this.#client.receive(message);
        return;
      case 'open':
        this.#open(message.opening);
        break;
      case 'failed':
        this.#opened.failed(message.sentence);
        break;
      case 'scope':
        if (message.select.length > 0) this.select(message.select);
        this.setScope(message.scope);
        break;
      case 'views':
        this.#views = message.views;
        break;
      case 'changed':
        this.#changed(message.runIds, message.objective);
        break;
    }
    this.#drawSoon();
  }

  #open(opening: Opening): void {
    setStrings(opening.strings);
    this.#objective = opening.objective;
    this.#views = opening.views;
    this.#opened.opened(opening);
    if (opening.select.length > 0) this.select(opening.select);
    beginWithView(this, opening.views);
    this.#state.save({ store: opening.store, scope: opening.scope });
    this.#draw();
    void this.list.want({ scope: opening.scope, filter: this.#toolbar.keptFilter });
    void this.#columns.read();
    this.#tabs.shown();
  }

  #changed(runIds: readonly string[], objective: Objective | undefined): void {
    if (JSON.stringify(objective) !== JSON.stringify(this.#objective)) {
      this.#objective = objective;
      this.tell({ kind: 'columns' });
    }
    this.list.look();
    this.selection.refresh(runIds);
    this.tell({ kind: 'runs', runIds });
    this.#columns.countSoon();
  }

  #listChanged(what: 'runs' | 'news' | 'fault' | 'trouble'): void {
    if (what === 'runs') {
      this.selection.show(this.shown);
      this.tell({ kind: 'filter' });
      this.#columns.countSoon();
    } else {
      this.tell({ kind: 'hover' });
    }
    this.#drawSoon();
  }

  #draw(): void {
    const parts = {
      shown: this.#opened.shown,
      trouble: this.list.trouble,
      toolbar: this.#toolbar,
      tabs: this.#tabs,
      openAgain: () => this.#await(true),
      readAgain: () => {
        void this.list.retry();
        void this.#columns.count();
      },
      showLog: () => this.post({ kind: 'showExtensionLog' }),
    };
    render(pageContent(parts), this.#root);
  }
}
