import { t } from './text.ts';

/*
 * Numbers, sizes and times as people read them. A point is the decimal mark and a comma groups
 * thousands in every language, as in the logs and code that the numbers come from.
 */

const significantDigits = 5;
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A metric's value in about five significant digits; `NaN`, `∞` and `−∞` are written out. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e9 || size < 1e-4) return formatExponent(value);
  if (Number.isInteger(value) || size >= 10 ** significantDigits)
    return minus(grouped.format(value));
  return minus(trimZeros(groupedDecimal(value)));
}

/** A whole number with its thousands grouped. */
export function formatCount(value: number): string {
  return minus(grouped.format(value));
}

/** Every digit that the number has, for a title or the clipboard. */
export function exactNumber(value: number): string {
  return String(value);
}

function groupedDecimal(value: number): string {
  const digits = Math.floor(Math.log10(Math.abs(value))) + 1;
  const decimals = Math.max(0, significantDigits - Math.max(digits, 0) - (digits < 0 ? digits : 0));
  const known = decimalFormats[decimals];
  if (known !== undefined) return known.format(value);
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  decimalFormats[decimals] = format;
  return format.format(value);
}

/** By the number of decimals: making one takes a hundred times as long as using it. */
const decimalFormats: Intl.NumberFormat[] = [];

function formatExponent(value: number): string {
  const [mantissa = '0', exponent = '+0'] = value.toExponential(3).split('e');
  return minus(`${trimZeros(mantissa)}e${exponent.replace('+', '')}`);
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function minus(text: string): string {
  return text.replaceAll('-', '−');
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size in units of 1024 bytes: `1.4 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '–';
  const unit = byteUnit(bytes);
  const size = bytes / unit.bytes;
  const digits = unit.bytes === 1 || size >= 99.95 ? 0 : 1;
  return `${trimZeros(size.toFixed(digits))} ${unit.name}`;
}

/** The unit that a size is best given in. */
export function byteUnit(bytes: number): { readonly name: string; readonly bytes: number } {
  let power = 0;
  // 1023.95 would be rounded up to a size that belongs to the next unit.
  while (bytes / 1024 ** power >= 1023.95 && power < byteUnits.length - 1) power += 1;
  return { name: byteUnits[power] ?? '', bytes: 1024 ** power };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span of time in its two greatest units: `0.4 s`, `12 s`, `3 min 12 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < 10 * second) return t('{0} s', trimZeros((Math.floor(span / 100) / 10).toFixed(1)));
  if (span < minute) return t('{0} s', Math.floor(span / second));
  if (span < hour) {
    return t('{0} min {1} s', Math.floor(span / minute), Math.floor((span % minute) / second));
  }
  if (span < day) {
    return t('{0} h {1} min', Math.floor(span / hour), Math.floor((span % hour) / minute));
  }
  return t('{0} d {1} h', Math.floor(span / day), Math.floor((span % day) / hour));
}

/** Date and time of day where the person is. */
export function formatTime(time: number, language: string): string {
  const known = timeFormats.get(language);
  if (known !== undefined) return known.format(time);
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  timeFormats.set(language, format);
  return format.format(time);
}

/** By language: making one takes a hundred times as long as using it. */
const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** How long ago something was, in words. */
export function formatAgo(time: number, now: number, language: string): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const span = time - now;
  const size = Math.abs(span);
  if (size < minute) return words.format(Math.round(span / second), 'second');
  if (size < hour) return words.format(Math.round(span / minute), 'minute');
  if (size < day) return words.format(Math.round(span / hour), 'hour');
  return words.format(Math.round(span / day), 'day');
}

/** The first digits of a hash such as `sha256:9f86…`, enough to tell two apart by eye. */
export function shortDigest(digest: string): string {
  const hex = digest.slice(digest.indexOf(':') + 1);
  return hex.slice(0, 10);
}
