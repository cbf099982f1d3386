import { html, type TemplateResult } from 'lit';
import type { Interpreter, LaunchEnd } from '../../../src/model/launch.ts';
import type { RunDetails } from '../../../src/protocol/views.ts';
import type { Fact } from '../../shared/controls.ts';
import { icon, type IconName } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';

interface StatusLook {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: 'good' | 'bad' | 'busy' | 'plain';
}

/** The run's status as an icon and a word. */
export function statusBadge(details: RunDetails): TemplateResult {
  const look = statusLook(details);
  return html`<span class="status ${look.tone}"
    >${icon(look.icon, look.icon === 'loading' ? 'spin' : '')}${look.word}</span
  >`;
}

function statusLook(details: RunDetails): StatusLook {
  switch (details.row.run.status) {
    case 'RUNNING':
      return { word: t('Running'), icon: 'loading', tone: 'busy' };
    case 'SCHEDULED':
      return { word: t('Scheduled'), icon: 'watch', tone: 'busy' };
    case 'FINISHED':
      return { word: t('Finished'), icon: 'pass', tone: 'good' };
    case 'FAILED':
      return details.launch?.end?.kind === 'interrupted'
        ? { word: t('Interrupted'), icon: 'warning', tone: 'bad' }
        : { word: t('Failed'), icon: 'error', tone: 'bad' };
    case 'KILLED':
      return { word: t('Stopped'), icon: 'circle-slash', tone: 'plain' };
  }
}

/** How the command ended, in words. */
export function endFact(end: LaunchEnd | undefined): Fact | undefined {
  switch (end?.kind) {
    case undefined:
      return undefined;
    case 'exited':
      return { label: t('Exit code'), value: String(end.code) };
    case 'signalled':
      return { label: t('Ended by signal'), value: end.signal };
    case 'not-started':
      return { label: t('Command'), value: t('Could not be started') };
    case 'interrupted':
      return { label: t('End'), value: t('Not seen') };
  }
}

/** How an interpreter was found, in words. */
export function interpreterSource(source: Interpreter['source']): string {
  switch (source) {
    case 'command':
      return t('named in the command');
    case 'python-extension':
      return t('Python extension');
    case 'setting':
      return t('setting');
    case 'workspace-venv':
      return t('virtual environment of the workspace');
    case 'path':
      return t('PATH');
  }
}
