import { isOpen, isSecretName } from './names.ts';
import { apart, secretPlaces, type SecretPlace } from './places.ts';
import { secretMask } from '../redaction.ts';

/** A value that is known to be secret, and what a person knows it by. */
export interface KnownSecret {
  readonly name: string;
  readonly value: string;
}

/** Shorter values stand in too many texts by chance. */
const shortest = 8;
/** A name such as `self.next_token`, which a traceback may show being assigned. */
const codeName = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;

/**
 * What a command is given in secret: the values of variables, options and parameters whose names
 * say so. A value of several lines is known by each of its lines.
 */
export function knownSecrets(
  variables: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): KnownSecret[] {
  const named = [...Object.entries(variables), ...options(argv)];
  const known = new Map<string, KnownSecret>();
  for (const [name, value = ''] of named) {
    if (!isSecretName(name) || isOpen(name, value.trim())) continue;
    for (const line of value.split(/\r?\n/).map((each) => each.trim())) {
      if (line.length >= shortest && !known.has(line)) known.set(line, { name, value: line });
    }
  }
  // One that holds another one comes first.
  return [...known.values()].toSorted((a, b) => b.value.length - a.value.length);
}

/** Options with their values: `--name value`, `--name=value`, `name=value`. */
function options(argv: readonly string[]): [string, string][] {
  return argv.flatMap((argument, index): [string, string][] => {
    const assigned = /^[-+]{0,2}([A-Za-z][\w.-]*)=([\s\S]+)$/.exec(argument);
    if (assigned !== null) return [[assigned[1] ?? '', assigned[2] ?? '']];
    const option = /^--?([A-Za-z][\w.-]*)$/.exec(argument)?.[1];
    const next = argv[index + 1];
    return option === undefined || next === undefined || next.startsWith('--')
      ? []
      : [[option, next]];
  });
}

/** What is known to be secret, which grows as more is told by its name. */
export class SecretKnowledge {
  #known: readonly KnownSecret[];
  #learned = false;

  constructor(known: readonly KnownSecret[] = []) {
    this.#known = known;
  }

  /** Longest first. */
  get known(): readonly KnownSecret[] {
    return this.#known;
  }

  /** Whether anything was learned since it was made. */
  get hasLearned(): boolean {
    return this.#learned;
  }

  /** Learns the secrets among values by their names. */
  learn(values: Readonly<Record<string, string>>): void {
    const fresh = knownSecrets(values, []).filter(
      ({ value }) => !this.#known.some((known) => known.value === value),
    );
    if (fresh.length === 0) return;
    this.#known = [...this.#known, ...fresh].toSorted((a, b) => b.value.length - a.value.length);
    this.#learned = true;
  }
}

/** The places of known secrets in a text, and of what has the form of a secret. */
export function placesOfSecrets(text: string, known: readonly KnownSecret[]): SecretPlace[] {
  const places = secretPlaces(text).filter(
    ({ assigned, from, to }) => !assigned || looksSecret(text.slice(from, to)),
  );
  for (const { name, value } of known) {
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      places.push({ from: at, to: at + value.length, name, assigned: false, form: false });
    }
  }
  return apart(places);
}

/** Texts of a record without the secrets that are known; their names and forms are seen elsewhere. */
export function withoutKnown(text: string, known: readonly KnownSecret[]): string {
  let masked = text;
  for (const { value } of known) masked = masked.replaceAll(value, secretMask);
  return masked;
}

/** Whether what stands behind the name of a secret in a command's output is one, and not code. */
function looksSecret(value: string): boolean {
  return value.length >= shortest && /[\d!@#$%^&*+/~-]/.test(value) && !codeName.test(value);
}
