import { html, nothing, type TemplateResult } from 'lit';
import { factList, iconButton, linkButton, type Fact } from '../../shared/controls.ts';
import { formatAgo, formatDuration, formatTime } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { overflowMenu, type MenuItem } from '../../shared/menu.ts';
import { t } from '../../shared/text.ts';
import { button, focusTextBox, textField } from '../../shared/toolkit.ts';
import { commandLine } from '../../../src/model/commandLine.ts';
import { isLive, type RunContext } from '../context.ts';
import { endFact, interpreterSource, statusBadge } from './status.ts';

/** The run's name and state, and what can be done with it. */
export function header(context: RunContext): TemplateResult {
  return html`<header>
    <div class="title-row">
      <div class="title">${star(context)}${name(context)}</div>
      <div class="actions" role="group" aria-label=${t('Actions')}>${actions(context)}</div>
    </div>
    ${facts(context)}
  </header>`;
}

function star({ details, post }: RunContext): TemplateResult {
  const { starred } = details.row;
  return iconButton({
    icon: starred ? 'star-full' : 'star-empty',
    label: t('Star'),
    classes: starred ? 'starred' : '',
    pressed: starred,
    onClick: () => post({ kind: 'star', on: !starred }),
  });
}

function name(context: RunContext): TemplateResult {
  const { details, ui } = context;
  const draft = ui.text('name');
  if (draft !== undefined) return nameBox(context, draft);
  return html`<h1>
    <button
      type="button"
      class="name"
      title=${t('Rename (F2)')}
      @click=${() => beginRename(context)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'F2') beginRename(context);
      }}
    >
      <bdi>${details.row.run.name}</bdi>
    </button>
  </h1>`;
}

function nameBox({ ui, details, post }: RunContext, draft: string): TemplateResult {
  const old = details.row.run.name;
  const end = (save: boolean): void => {
    const wanted = ui.text('name')?.trim();
    if (wanted === undefined) return;
    ui.setText('name', undefined);
    if (save && wanted !== '' && wanted !== old) post({ kind: 'rename', name: wanted });
    requestAnimationFrame(() => document.querySelector<HTMLElement>('h1 .name')?.focus());
  };
  // The heading stays for those who find their way by headings.
  return html`<h1 class="editing">
    ${textField({
      label: t('Name of the run'),
      classes: 'name-box',
      value: draft,
      onInput: (text) => ui.setText('name', text),
      onKey: (event) => {
        // Enter also ends the composition of Korean, Japanese or Chinese letters.
        if (event.isComposing) return;
        if (event.key === 'Enter') end(true);
        if (event.key === 'Escape') end(false);
      },
      onLeave: () => {
        if (document.hasFocus()) end(true);
      },
    })}
  </h1>`;
}

/** Lets the person type another name for the run. */
export function beginRename({ ui, details }: Pick<RunContext, 'ui' | 'details'>): void {
  ui.setText('name', details.row.run.name);
  requestAnimationFrame(() => focusTextBox(document.querySelector('.name-box'), true));
}

function actions(context: RunContext): TemplateResult {
  const { details, post, ui } = context;
  const launched = details.launch !== undefined;
  return html`${
    isLive(details) && launched
      ? button({ label: t('Stop'), icon: 'debug-stop', onClick: () => post({ kind: 'stop' }) })
      : nothing
  }${
    launched
      ? html`${button({
          label: t('Run Again'),
          icon: 'debug-rerun',
          primary: !isLive(details),
          onClick: () => post({ kind: 'rerun' }),
        })}${button({
          label: t('Show Log'),
          icon: 'output',
          onClick: () => post({ kind: 'showLog' }),
        })}`
      : nothing
  }${button({
    label: t('Compare'),
    title: t('Compare this run with others'),
    onClick: () => post({ kind: 'compare' }),
  })}${overflowMenu(ui, 'more-actions', t('More Actions'), moreActions(context))}`;
}

function moreActions({ details, post }: RunContext): MenuItem[] {
  const copy = (label: string, text: string): MenuItem => ({
    label,
    onSelect: () => post({ kind: 'copy', text }),
  });
  const items: MenuItem[] = [];
  if (details.launch !== undefined) {
    items.push(
      { label: t('Show Code Changes'), onSelect: () => post({ kind: 'showCodeChanges' }) },
      { label: t('Restore Run in Worktree…'), onSelect: () => post({ kind: 'restore' }) },
      { label: t('Reproduce Run'), onSelect: () => post({ kind: 'reproduce' }) },
    );
  }
  items.push(
    { label: t('Package Model…'), onSelect: () => post({ kind: 'package' }) },
    copy(t('Copy Run ID'), details.row.run.id),
  );
  if (details.launch !== undefined) {
    items.push(copy(t('Copy Command'), commandLine(details.launch.command.argv)));
  }
  if (details.artifactFolder !== undefined) {
    items.push({
      label: t('Reveal Artifacts Folder'),
      onSelect: () => post({ kind: 'revealArtifacts' }),
    });
  }
  return items;
}

function facts(context: RunContext): TemplateResult {
  const { details, language } = context;
  const { run } = details.row;
  const now = Date.now();
  const end = run.endTime ?? details.launch?.endTime ?? (isLive(details) ? now : undefined);
  return html`<div class="summary">
    ${factList([
      { label: t('Status'), value: statusBadge(details) },
      { label: t('Experiment'), value: html`<bdi>${details.experiment.name}</bdi>` },
      {
        label: t('Started'),
        value: html`<time
          datetime=${new Date(run.startTime).toISOString()}
          title=${formatAgo(run.startTime, now, language)}
          >${formatTime(run.startTime, language)}</time
        >`,
      },
      end === undefined
        ? undefined
        : { label: t('Duration'), value: formatDuration(end - run.startTime) },
      endFact(details.launch?.end),
      interpreter(details.launch?.environment?.interpreter ?? details.launch?.interpreter),
      original(context),
    ])}
  </div>`;
}

/** The run that this one was made to reproduce, and how near it came. */
function original({ details, post }: RunContext): Fact | undefined {
  if (details.reproduces === undefined) return undefined;
  const other = details.reproduces.name;
  return {
    label: t('Reproduces'),
    value: html`${linkButton(other, t('Open {0}', other), () => post({ kind: 'openOriginal' }))}
    ${
      isLive(details)
        ? nothing
        : html`<span class="muted">·</span> ${linkButton(
              t('Show Differences'),
              t('What came out the same, and what did not'),
              () => post({ kind: 'compareWithOriginal' }),
            )}`
    }`,
  };
}

function interpreter(
  found:
    | NonNullable<NonNullable<RunContext['details']['launch']>['environment']>['interpreter']
    | undefined,
): Fact | undefined {
  if (found === undefined) return undefined;
  const program = found.path.split(/[/\\]/).at(-1) ?? found.path;
  return {
    label: t('Interpreter'),
    value: html`<span title=${found.path}
      >${program}${found.version === undefined ? nothing : ` ${found.version}`}
      <span class="muted">· ${interpreterSource(found.source)}</span></span
    >`,
  };
}

/** What the person should know before reading on: trouble with the page, the start or the capture. */
export function notices(context: RunContext, trouble: string | undefined): TemplateResult {
  const { details, post } = context;
  const end = details.launch?.end;
  const warnings = details.launch?.warnings ?? [];
  return html`${
    trouble === undefined
      ? nothing
      : html`<div class="notice bad" role="alert">
          ${icon('error')}
          <div>
            <p>${trouble}</p>
            <div class="actions">
              ${button({ label: t('Retry'), onClick: () => post({ kind: 'retry' }) })}
              ${button({ label: t('Show Log'), onClick: () => post({ kind: 'showExtensionLog' }) })}
            </div>
          </div>
        </div>`
  }${
    end?.kind === 'not-started'
      ? html`<div class="notice bad">
          ${icon('error')}
          <p>${end.reason}</p>
        </div>`
      : nothing
  }${
    end?.kind === 'interrupted'
      ? html`<div class="notice">
          ${icon('warning')}
          <p>
            ${t(
              'The recording was interrupted, so nobody saw how the command ended. What it had logged until then is kept.',
            )}
          </p>
        </div>`
      : nothing
  }${
    warnings.length === 0
      ? nothing
      : html`<div class="notice">
          ${icon('warning')}
          ${
            warnings.length === 1
              ? html`<p>${warnings[0]}</p>`
              : html`<ul aria-label=${t('What could not be recorded')}>
                  ${warnings.map((warning) => html`<li>${warning}</li>`)}
                </ul>`
          }
        </div>`
  }`;
}
