import { html, nothing, render, type TemplateResult } from 'lit';
import type { FromRunPage, RunPageState, RunPageView } from '../../src/protocol/runPage.ts';
import type { RunDetails } from '../../src/protocol/views.ts';
import { icon } from '../shared/icons.ts';
import { PageUi } from '../shared/pageUi.ts';
import { setStrings, t } from '../shared/text.ts';
import { failedPage, waitingPage } from '../shared/wholePage.ts';
import type { VsCodeApi } from '../shared/vscodeApi.ts';
import { artifacts } from './artifacts/artifacts.ts';
import { code } from './origin/code.ts';
import { isLive, type RunContext } from './context.ts';
import { data } from './origin/data.ts';
import { command, environment } from './origin/environment.ts';
import { beginRename, header, notices } from './head/header.ts';
import { log } from './log/log.ts';
import { readMessage } from './messages.ts';
import { metrics, objective, systemLoad } from './metrics/metrics.ts';
import { note } from './head/note.ts';
import { params, tags } from './origin/params.ts';
import { SeriesFeed } from './metrics/seriesFeed.ts';
import { onceAFrame } from '../shared/onceAFrame.ts';
import { Patience } from '../shared/patience.ts';

/** What the page has to show. */
type Shown =
  | { readonly kind: 'waiting' }
  /** The run has not come for so long that something must be wrong. */
  | { readonly kind: 'late' }
  | { readonly kind: 'failed'; readonly sentence: string }
  | { readonly kind: 'gone' }
  /** `trouble`: why it could not be brought up to date. */
  | { readonly kind: 'run'; readonly details: RunDetails; readonly trouble?: string };

/** A run's page: takes the host's messages, draws the run, and sends back what the person does. */
export class RunPage {
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi<FromRunPage, RunPageState>;
  readonly #ui: PageUi;
  readonly #feed: SeriesFeed;
  readonly #language = document.documentElement.lang || navigator.language;
  #state: RunPageState;
  #view: RunPageView;
  #shown: Shown = { kind: 'waiting' };
  readonly #drawSoon = onceAFrame(() => this.#draw());
  #scrolled = false;
  readonly #patience = new Patience(() => {
    if (this.#shown.kind === 'waiting') this.#shown = { kind: 'late' };
    this.#drawSoon();
  });
  #savingScroll: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, api: VsCodeApi<FromRunPage, RunPageState>) {
    this.#root = root;
    this.#api = api;
    this.#state = api.getState() ?? { store: '', runId: '', scroll: 0 };
    this.#view = this.#state.view ?? { open: {}, x: 'step', logY: false };
    this.#ui = new PageUi({
      changed: () => this.#drawSoon(),
      copy: (text) => this.#post({ kind: 'copy', text }),
      open: this.#view.open,
      keep: (open) => this.#keep({ open }),
    });
    this.#feed = new SeriesFeed((request, queries) =>
      this.#post({ kind: 'series', request, queries }),
    );
  }

  /** Begins to listen, and asks for the run. */
  start(): void {
    window.addEventListener('message', (event) => this.#receive(event.data));
    window.addEventListener('scroll', () => this.#keepScroll(), { passive: true });
    window.addEventListener('keydown', (event) => this.#onKey(event));
    setInterval(() => {
      if (this.#shown.kind === 'run' && isLive(this.#shown.details)) this.#drawSoon();
    }, 1000);
    // The window may be loaded anew before the run has come.
    const { store = '', runId = '' } = this.#root.dataset;
    if (store !== '' && runId !== '') this.#save({ ...this.#state, store, runId });
    this.#await();
    this.#post({ kind: 'ready' });
    this.#draw();
  }

  #post(message: FromRunPage): void {
    if (message.kind === 'retry') this.#await();
    this.#api.send(message);
  }

  /** Waits for the run, or says that it does not come. */
  #await(): void {
    this.#patience.begin();
    if (this.#shown.kind !== 'run') this.#shown = { kind: 'waiting' };
    this.#drawSoon();
  }

  #receive(raw: unknown): void {
    const message = readMessage(raw);
    switch (message?.kind) {
      case undefined:
        return;
      case 'series':
        this.#feed.receive(message.request, message.series);
        return;
      case 'run':
        setStrings(message.strings);
        this.#take(message.details, message.store);
        break;
      case 'failed':
        this.#shown =
          this.#shown.kind === 'run'
            ? { ...this.#shown, trouble: message.sentence }
            : { kind: 'failed', sentence: message.sentence };
        break;
      case 'gone':
        this.#shown = { kind: 'gone' };
        break;
    }
    this.#patience.stop();
    this.#drawSoon();
  }

  #take(details: RunDetails, store: string | undefined): void {
    const runId = details.row.run.id;
    const scroll = runId === this.#state.runId || this.#state.runId === '' ? this.#state.scroll : 0;
    this.#shown = { kind: 'run', details };
    this.#save({ ...this.#state, runId, scroll, store: store ?? this.#state.store });
    this.#feed.update(details.data.metrics, this.#view.x);
  }

  #keep(view: Partial<RunPageView>): void {
    this.#view = { ...this.#view, ...view };
    this.#save({ ...this.#state, view: this.#view });
    if (this.#shown.kind === 'run') {
      this.#feed.update(this.#shown.details.data.metrics, this.#view.x);
    }
    this.#drawSoon();
  }

  #save(state: RunPageState): void {
    this.#state = state;
    this.#api.setState(state);
  }

  #keepScroll(): void {
    if (!this.#scrolled) return;
    clearTimeout(this.#savingScroll);
    this.#savingScroll = setTimeout(
      () => this.#save({ ...this.#state, scroll: window.scrollY }),
      100,
    );
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'F2' || event.defaultPrevented || this.#shown.kind !== 'run') return;
    if (this.#ui.text('name') === undefined) {
      beginRename({ ui: this.#ui, details: this.#shown.details });
    }
  }

  #draw(): void {
    render(this.#content(), this.#root);
    if (this.#shown.kind !== 'run' || this.#scrolled) return;
    const { scroll } = this.#state;
    // Charts and log get their height after this; before that there is nowhere to scroll to.
    requestAnimationFrame(() => {
      this.#scrolled = true;
      window.scrollTo(0, scroll);
    });
  }

  #content(): TemplateResult {
    const shown = this.#shown;
    switch (shown.kind) {
      case 'waiting':
        return waitingPage(t('Reading the run…'));
      case 'late':
        return this.#trouble(t('The run could not be read within ten seconds.'));
      case 'failed':
        return this.#trouble(shown.sentence);
      case 'gone':
        return html`<main class="blank">
          ${icon('circle-slash', 'huge')}
          <h1>${t('This run is no longer there')}</h1>
          <p>${t('It was deleted for good, or its project was moved. This tab can be closed.')}</p>
        </main>`;
      case 'run':
        return this.#run(shown.details, shown.trouble);
    }
  }

  #trouble(sentence: string): TemplateResult {
    return failedPage(t('The run cannot be shown'), sentence, {
      retry: () => this.#post({ kind: 'retry' }),
      showLog: () => this.#post({ kind: 'showExtensionLog' }),
    });
  }

  #run(details: RunDetails, trouble: string | undefined): TemplateResult {
    const context: RunContext = {
      details,
      store: this.#state.store,
      ui: this.#ui,
      view: this.#view,
      setView: (view) => this.#keep(view),
      feed: this.#feed,
      post: (message) => this.#post(message),
      language: this.#language,
    };
    // Whoever sees that a run failed wants to know why before all else.
    const logFirst = details.row.run.status === 'FAILED' && details.logTail !== '';
    return html`<main class="run">
      ${header(context)}${notices(context, trouble)}${note(context)}
      ${logFirst ? log(context) : nothing}${objective(context)}
      ${metrics(context)}${systemLoad(context)}${params(context)}${tags(context)}${data(context)}
      ${artifacts(context)}${code(context)}${environment(context)}${command(context)}${logFirst ? nothing : log(context)}
      <div class="spoken" role="status">${this.#ui.copiedJustNow ? t('Copied') : nothing}</div>
    </main>`;
  }
}
