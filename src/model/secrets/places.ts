import { isOpen, isSecretName } from './names.ts';

/** Where a text holds what looks like a secret. */
export interface SecretPlace {
  /** The first character of it. */
  readonly from: number;
  /** The character behind it. */
  readonly to: number;
  /** What a person knows it by: the name that it is assigned to, or what tells its form. */
  readonly name: string;
  /** Whether the name that it is assigned to is all that speaks for it. */
  readonly assigned: boolean;
  /** Whether it is told by its own form, wherever it stands. */
  readonly form: boolean;
}

/** Forms of secrets that are told by themselves; the first group, where there is one, stays. */
const secretForms: readonly RegExp[] = [
  // Keys in the text forms of RFC 7468 and OpenSSH.
  /-----BEGIN (?:[A-Z\d]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z\d]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /\b(?:AKIA|ASIA)[\dA-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z\d]{30,255}\b/g,
  /\bgithub_pat_\w{22,255}\b/g,
  /\bgl(?:pat|ptt|dt|rt|cbt|ft|soat|agent)-[\w-]{20,}/g,
  /\bhf_[A-Za-z\d]{30,}\b/g,
  /\bsk-(?=[\w-]{0,200}\d)(?=[\w-]{0,200}[A-Z])[\w-]{20,}/g,
  /\b[rs]k_(?:live|test)_[A-Za-z\d]{16,}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g,
  /(\bhttps:\/\/hooks\.slack\.com\/services\/)[\w/]{20,}/g,
  /\bAIza[\w-]{35}/g,
  /\bya29\.[\w-]{20,}/g,
  /\bdapi[\da-f]{32}\b/g,
  /\bnpm_[A-Za-z\d]{36}\b/g,
  /\bpypi-AgEI[\w-]{50,}/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g,
  /\b((?:Bearer|Basic|Token)\s+)(?=[\w.~+/=-]{0,200}\d)[\w.~+/=-]{16,}/gi,
  /([?&]sig=)[\w%]{20,}/g,
];
const userOfUrl = /\b([a-z][a-z\d+.-]{1,20}:\/\/[^\s:/@]{0,200}:)[^\s/@]{1,500}@/gi;
const assignment =
  /(?<![\w.-])([A-Za-z][\w.-]{1,80})(["']?\s{0,3}[=:]\s{0,3})(["']?)([^\s"',;&{}[\]()]{1,4000})/g;

/*
 * Most of a run's output holds nothing of the kind, which one look tells: all forms above have one of
 * these signs, and so has each name of a secret.
 */
const formSigns =
  /PRIVATE KEY|AKIA|ASIA|gh[pousr]_|github_pat_|gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent)-|hf_|sk-|[rs]k_|xox|hooks\.slack|AIza|ya29|dapi|npm_|pypi-|eyJ|sig=|:\/\//;
const schemeSigns = /bearer|basic|token/i;
const nameSigns = /pass|secret|credential|key|auth|token|pwd/i;

/** Whether a text may hold a secret that is told by its own form. */
function hasFormSign(text: string): boolean {
  return formSigns.test(text) || schemeSigns.test(text);
}

/** The places of everything in a text that looks like a secret, in order and apart. */
export function secretPlaces(text: string): SecretPlace[] {
  const places: SecretPlace[] = [];
  for (const form of hasFormSign(text) ? [...secretForms, userOfUrl] : []) {
    for (const match of text.matchAll(form)) {
      const kept = match[1] ?? '';
      const end = match.index + match[0].length - (form === userOfUrl ? 1 : 0);
      const name = kept === '' ? `${match[0].slice(0, 4)}…` : kept.trim();
      places.push({
        from: match.index + kept.length,
        to: end,
        name,
        assigned: false,
        form: kept === '',
      });
    }
  }
  for (const match of nameSigns.test(text) ? text.matchAll(assignment) : []) {
    const [all, name = '', separator = '', quote = '', value = ''] = match;
    if (!isSecretName(name) || !isAssigned(name, separator, quote, value)) continue;
    const to = match.index + all.length;
    places.push({ from: to - value.length, to, name, assigned: true, form: false });
  }
  return apart(places);
}

/** Joins places that overlap; what is told by its form keeps that name. */
export function apart(places: readonly SecretPlace[]): SecretPlace[] {
  const joined: SecretPlace[] = [];
  for (const place of places.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = joined.at(-1);
    if (last === undefined || place.from >= last.to) joined.push(place);
    else {
      joined.splice(-1, 1, {
        from: last.from,
        to: Math.max(last.to, place.to),
        name: last.assigned ? place.name : last.name,
        assigned: last.assigned && place.assigned,
        form: last.form || place.form,
      });
    }
  }
  return joined;
}

/** Whether something is given a value rather than talked about: `password: wrong` is not. */
function isAssigned(name: string, separator: string, quote: string, value: string): boolean {
  if (isOpen(name, value) || value.includes('•••')) return false;
  if (separator.includes('=') || quote !== '') return true;
  return value.length >= 6 && /[\d!-&*+/<>@^_~]/.test(value);
}
