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

/** A plain number, as counts and losses are; longer ones may be numbers of accounts. */
const plainNumber = /^[+-]?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,3})?$/i;
/** Words of names whose values may well be plain numbers and secret. */
const passwordWords = /pass(?:word|wd|phrase)|pwd|\bpin\b/i;
/** Words that stand for no value, and what a secret was masked with. */
const notSecret = /^(?:true|false|none|null|undefined|yes|no|bearer|basic|token|•••)$/i;

/** Whether a value gives nothing away though it goes by the name of a secret: `nll_token=2.31`. */
export function isOpen(name: string, value: string): boolean {
  if (value === '' || notSecret.test(value)) return true;
  return plainNumber.test(value) && !passwordWords.test(name);
}
