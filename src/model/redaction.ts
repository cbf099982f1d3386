/** What stands in the record for something that must not be in it. */
export const secretMask = '•••';

/** A text without its secrets. */
export interface Redacted {
  readonly text: string;
  /** How many secrets were masked. */
  readonly found: number;
}

const secretWords = new Set(
  `password passwd passphrase secret secrets credential credentials apikey authorization privatekey
  accesskey secretkey authtoken accesstoken`.split(/\s+/),
);
/** Words that make a key of the `key` after them. */
const keyWords = new Set(
  'api access private secret auth ssh encryption account signing'.split(' '),
);
/** Words before `token` that are about text, not about access. */
const textWords = new Set(
  `pad eos bos unk sep mask cls special num n max min per next image stop start end first last
  prefix suffix average mean`.split(/\s+/),
);
/** Last words of names that are about a secret without being one. */
const aboutWords = new Set(
  `file path dir folder url uri name id type length len size count dim limit policy ttl expiry
  expires field column manager scopes`.split(/\s+/),
);

/** Whether what goes by this name is surely secret: `api_key`, `DB_PASSWORD`, `--hf-token`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (aboutWords.has(last)) return false;
  if (last === 'token') return !textWords.has(before);
  if (last === 'key') return keyWords.has(before);
  if (last === 'pwd') return words.length > 1;
  return (last === 'auth' && words.length === 1) || words.some((word) => secretWords.has(word));
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
/** A plain number, as counts and losses are; longer ones may be numbers of accounts. */
const plainNumber = /^[+-]?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,3})?$/i;
/** Words of names whose values may well be plain numbers and secret. */
const passwordWords = /pass(?:word|wd|phrase)|pwd|\bpin\b/i;
const notSecret = /^(?:true|false|none|null|undefined|yes|no|bearer|basic|token|•••)$/i;

/** `text` with everything masked that looks like a secret. */
export function redact(text: string): Redacted {
  let found = 0;
  let masked = text;
  for (const form of secretForms) {
    masked = masked.replaceAll(form, (_all, kept: unknown) => {
      found++;
      return (typeof kept === 'string' ? kept : '') + secretMask;
    });
  }
  masked = masked.replaceAll(userOfUrl, (_all, kept: string) => {
    found++;
    return `${kept}${secretMask}@`;
  });
  masked = masked.replaceAll(
    assignment,
    (all, name: string, separator: string, quote: string, value: string) => {
      if (!isSecretName(name) || !isAssigned(name, separator, quote, value)) return all;
      found++;
      return name + separator + quote + secretMask;
    },
  );
  return { text: masked, found };
}

/** Whether a value gives nothing away though it goes by the name of a secret: `nll_token=2.31`. */
function isOpen(name: string, value: string): boolean {
  if (value === '' || notSecret.test(value)) return true;
  return plainNumber.test(value) && !passwordWords.test(name);
}

/** Whether something is given a value rather than talked about: `password: wrong` is not. */
function isAssigned(name: string, separator: string, quote: string, value: string): boolean {
  if (isOpen(name, value) || value.includes(secretMask)) return false;
  if (separator.includes('=') || quote !== '') return true;
  return value.length >= 6 && /[\d!-&*+/<>@^_~]/.test(value);
}

/** A parameter or variable, masked when its name or its value says that it is secret. */
export function redactValue(name: string, value: string): Redacted {
  if (isSecretName(name) && !isOpen(name, value.trim())) {
    return { text: secretMask, found: 1 };
  }
  return redact(value);
}

/** Parameters or variables without their secrets, and the names of those that were masked. */
export function redactValues(values: Readonly<Record<string, string>>): {
  readonly values: Readonly<Record<string, string>>;
  readonly found: readonly string[];
} {
  const found: string[] = [];
  const masked = Object.entries(values).map(([name, value]): [string, string] => {
    const redacted = redactValue(name, value);
    if (redacted.found > 0) found.push(name);
    return [name, redacted.text];
  });
  return { values: Object.fromEntries(masked), found };
}

/** A command line without its secrets: `--api-key X` and `--api-key=X` included. */
export function redactArguments(argv: readonly string[]): {
  readonly argv: readonly string[];
  readonly found: number;
} {
  let found = 0;
  let secretName: string | undefined;
  const masked = argv.map((argument) => {
    const follows = secretName;
    secretName = undefined;
    if (follows !== undefined && !/^--?[A-Za-z]/.test(argument)) {
      if (isOpen(follows, argument)) return argument;
      found++;
      return secretMask;
    }
    const [, name = '', value] =
      /^((?:--?|\+{1,2})?[A-Za-z][\w.-]*)(?:=([\s\S]*))?$/.exec(argument) ?? [];
    if (value === undefined) {
      if (argument.startsWith('-') && isSecretName(name)) secretName = name;
      const redacted = redact(argument);
      found += redacted.found;
      return redacted.text;
    }
    const redacted = redactValue(name, value);
    found += redacted.found;
    return `${name}=${redacted.text}`;
  });
  return { argv: masked, found };
}
