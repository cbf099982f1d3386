import * as vscode from 'vscode';

/** A metric's value in about four digits, such as `0.9312`, `1.25e-7` or `12,034`. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', '∞');
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3);
  if (Number.isInteger(value)) return value.toLocaleString(vscode.env.language);
  return String(Number(value.toPrecision(size >= 1000 ? 6 : 4)));
}

/**
 * A span of milliseconds in its two largest units, such as `3 min 5 s`; a short one that is over
 * with a decimal.
 */
export function formatDuration(milliseconds: number, over: boolean): string {
  const tenths = Math.max(0, Math.floor(milliseconds / 100));
  const seconds = Math.floor(tenths / 10);
  if (over && seconds < 10) return vscode.l10n.t('{0} s', (tenths / 10).toFixed(1));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return vscode.l10n.t('{0} d {1} h', days, hours % 24);
  if (hours > 0) return vscode.l10n.t('{0} h {1} min', hours, minutes % 60);
  if (minutes > 0) return vscode.l10n.t('{0} min {1} s', minutes, seconds % 60);
  return vscode.l10n.t('{0} s', seconds);
}

/** A moment in the person's own way of writing it. */
export function formatTime(time: number): string {
  return new Intl.DateTimeFormat(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(time);
}
