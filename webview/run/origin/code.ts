import { html, nothing, type TemplateResult } from 'lit';
import type { ChangedFile, CodeState, LeftOutFile } from '../../../src/model/launch.ts';
import {
  copyButton,
  factList,
  linkButton,
  longList,
  section,
  type Fact,
} from '../../shared/controls.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import type { RunContext } from '../context.ts';
import { filesWord } from './data.ts';

/** The code that the run's command ran. */
export function code(context: RunContext): TemplateResult | typeof nothing {
  const state = context.details.launch?.code;
  if (state === undefined) return nothing;
  return section(context.ui, {
    name: 'code',
    title: t('Code'),
    content: () =>
      html`${factList(facts(context, state))}${state.kind === 'none' ? nothing : ways(context)}${changes(
        context,
        state,
      )}${leftOut(context, state.kind === 'none' ? [] : state.leftOut)}`,
  });
}

function facts({ ui, post }: RunContext, state: CodeState): (Fact | undefined)[] {
  switch (state.kind) {
    case 'git': {
      const { commit, branch } = state;
      return [
        {
          label: t('Commit'),
          value:
            commit === undefined
              ? t('The repository had no commit yet')
              : html`${icon('git-commit')}
                  <span class="code-text"
                    >${linkButton(commit.slice(0, 10), t('Open {0}', commit), () =>
                      post({ kind: 'openCommit', commit }),
                    )}</span
                  >${copyButton(ui, t('commit'), commit)}`,
        },
        branch === undefined
          ? undefined
          : { label: t('Branch'), value: html`${icon('git-branch')} <bdi>${branch}</bdi>` },
        { label: t('Snapshot'), value: snapshot(ui, state.snapshot, state.snapshot.slice(0, 10)) },
      ];
    }
    case 'copy':
      return [
        {
          label: t('Kept as'),
          value: t('a copy of the source files ({0}), outside git', filesWord(state.files)),
        },
        { label: t('Snapshot'), value: snapshot(ui, state.snapshot, state.snapshot.slice(0, 17)) },
      ];
    case 'none':
      return [{ label: t('Not kept'), value: state.reason }];
  }
}

function snapshot(ui: RunContext['ui'], full: string, short: string): TemplateResult {
  return html`<span class="code-text" title=${full}>${short}</span>${copyButton(
      ui,
      t('snapshot'),
      full,
    )}`;
}

/** What can be done with the code: all of it is in the page's menu too. */
function ways({ post }: RunContext): TemplateResult {
  return html`<p class="ways">
    ${linkButton(
      t('Show Code Changes'),
      t('Against the files as they are now, or another run'),
      () => post({ kind: 'showCodeChanges' }),
    )}
    ${linkButton(
      t('Restore Run in Worktree…'),
      t('Puts its files into a folder of their own'),
      () => post({ kind: 'restore' }),
    )}
    ${linkButton(t('Reproduce Run'), t('Runs it again from its own files, and compares'), () =>
      post({ kind: 'reproduce' }),
    )}
  </p>`;
}

function changes({ ui, post }: RunContext, state: CodeState): TemplateResult | typeof nothing {
  if (state.kind !== 'git') return nothing;
  if (!state.dirty) {
    return html`<p class="muted">${t('Nothing was uncommitted.')}</p>`;
  }
  const count = state.changed.length;
  return section(ui, {
    name: 'changed',
    level: 3,
    title: count === 1 ? t('1 uncommitted file') : t('{0} uncommitted files', formatCount(count)),
    content: () =>
      longList(ui, {
        name: 'changed',
        items: state.changed,
        textOf: (file) => file.path,
        filterLabel: t('Filter files'),
        rows: (shown) =>
          html`<ul class="changes">
            ${shown.map(
              ({ change, path }) =>
                html`<li>
                  ${changeLetter(change)}
                  ${
                    change === 'deleted'
                      ? html`<bdi>${path}</bdi>`
                      : linkButton(path, t('Open {0} as the run had it', path), () =>
                          post({ kind: 'openCode', path }),
                        )
                  }
                </li>`,
            )}
          </ul>`,
      }),
  });
}

function changeLetter(change: ChangedFile['change']): TemplateResult {
  const letter = (text: string, word: string): TemplateResult =>
    html`<abbr class="change ${change}" title=${word}>${text}</abbr>`;
  switch (change) {
    case 'added':
      return letter('A', t('Added'));
    case 'modified':
      return letter('M', t('Modified'));
    case 'deleted':
      return letter('D', t('Deleted'));
    case 'type-changed':
      return letter('T', t('Type changed'));
  }
}

function leftOut(
  { ui }: RunContext,
  files: readonly LeftOutFile[],
): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return section(ui, {
    name: 'left-out',
    level: 3,
    title:
      files.length === 1
        ? t('1 file not kept')
        : t('{0} files not kept', formatCount(files.length)),
    content: () =>
      longList(ui, {
        name: 'left-out',
        items: files,
        textOf: (file) => file.path,
        filterLabel: t('Filter files'),
        rows: (shown) =>
          html`<ul class="changes">
            ${shown.map(
              (file) =>
                html`<li>
                  <bdi>${file.path}</bdi>
                  <span class="muted small"
                    >${formatBytes(file.bytes)} · ${leftOutWord(file.reason)}</span
                  >
                </li>`,
            )}
          </ul>`,
      }),
  });
}

function leftOutWord(reason: LeftOutFile['reason']): string {
  switch (reason) {
    case 'too-large':
      return t('too large');
    case 'unreadable':
      return t('could not be read');
    case 'limit-reached':
      return t('limit for untracked files reached');
    case 'secret':
      return t('may hold secrets');
    case 'nested-repository':
      return t('belongs to another git repository');
  }
}
