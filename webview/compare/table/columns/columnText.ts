import {
  parseColumnId,
  type ColumnId,
  type ColumnName,
  type ColumnSource,
} from '../../../../src/model/compare/columns.ts';
import {
  exactNumber,
  formatBytes,
  formatDuration,
  formatNumber,
  formatTime,
} from '../../../shared/format.ts';
import { t } from '../../../shared/text.ts';

/** The heading over the columns of a source. */
export function sourceTitle(source: ColumnSource): string {
  switch (source) {
    case 'run':
      return t('Run');
    case 'param':
      return t('Parameters');
    case 'metric':
      return t('Metrics');
    case 'tag':
      return t('Tags');
    case 'system':
      return t('System');
    case 'git':
      return t('Git');
    case 'data':
      return t('Data');
  }
}

/** A column's own heading. */
export function columnTitle(id: ColumnId): string {
  const name = parseColumnId(id);
  if (name === undefined) return id;
  if (name.source === 'metric') {
    return name.statistic === 'last' ? name.key : `${name.key} (${statisticWord(name.statistic)})`;
  }
  return fixedTitles()[`${name.source}:${name.key}`] ?? name.key;
}

function statisticWord(statistic: 'best' | 'min' | 'max'): string {
  switch (statistic) {
    case 'best':
      return t('best');
    case 'min':
      return t('min');
    case 'max':
      return t('max');
  }
}

function fixedTitles(): Readonly<Record<string, string>> {
  return {
    'run:name': t('Name'),
    'run:status': t('Status'),
    'run:start': t('Started'),
    'run:duration': t('Duration'),
    'run:experiment': t('Experiment'),
    'run:user': t('User'),
    'run:id': t('Run ID'),
    'run:starred': t('Starred'),
    'run:note': t('Note'),
    'system:host': t('Host'),
    'system:platform': t('Platform'),
    'system:python': t('Python'),
    'system:cpu': t('CPU'),
    'system:cpus': t('CPU cores'),
    'system:memory': t('Memory'),
    'system:gpu': t('GPU'),
    'git:commit': t('Commit'),
    'git:branch': t('Branch'),
    'git:dirty': t('Uncommitted changes'),
    'git:snapshot': t('Snapshot'),
  };
}

/** Whether a column's values stand to the right, as numbers do. */
export function isNumeric(name: ColumnName | undefined): boolean {
  if (name === undefined) return false;
  if (name.source === 'metric') return true;
  return (
    (name.source === 'run' && name.key === 'duration') ||
    (name.source === 'system' && (name.key === 'cpus' || name.key === 'memory'))
  );
}

/** A value as people read it. */
export function cellText(
  id: ColumnId,
  value: string | number | undefined,
  language: string,
): string {
  if (value === undefined) return '';
  switch (id) {
    case 'run:start':
      return formatTime(Number(value), language);
    case 'run:duration':
      return formatDuration(Number(value));
    case 'system:memory':
      return formatBytes(Number(value));
    case 'run:status':
      return statusWord(String(value));
    case 'run:starred':
      return value === 'true' ? t('yes') : '';
    case 'git:commit':
    case 'git:snapshot':
      return String(value).slice(0, 10);
    case 'git:dirty':
      return value === 'yes' ? t('yes') : t('no');
    default:
      if (typeof value === 'number') return formatNumber(value);
      return id.startsWith('data:') ? value.replace(/^sha256:/, '').slice(0, 10) : value;
  }
}

/** What the runs of a group have in common in a column; `null` when they have nothing there. */
export function sharedText(id: ColumnId, word: string | null, language: string): string {
  const value = word !== null && isNumeric(parseColumnId(id)) ? Number(word) : word;
  const text = value === null ? '' : cellText(id, value, language);
  return `${columnTitle(id)} = ${text === '' ? '–' : text}`;
}

/** A value with all that there is of it, for a tooltip. */
export function exactText(
  id: ColumnId,
  value: string | number | undefined,
  language: string,
): string {
  if (value === undefined) return '';
  if (typeof value === 'number' && !id.startsWith('run:') && id !== 'system:memory') {
    return exactNumber(value);
  }
  return id.startsWith('git:') || id.startsWith('data:')
    ? String(value)
    : cellText(id, value, language);
}

/** How a run stands, in a word. */
export function statusWord(status: string): string {
  switch (status) {
    case 'RUNNING':
      return t('Running');
    case 'SCHEDULED':
      return t('Scheduled');
    case 'FINISHED':
      return t('Finished');
    case 'FAILED':
      return t('Failed');
    case 'KILLED':
      return t('Stopped');
    default:
      return status;
  }
}
