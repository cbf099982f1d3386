import { isOpen, isSecretName } from './secrets/names.ts';
import { secretPlaces } from './secrets/places.ts';

/** What stands in the record for something that must not be in it. */
export const secretMask = '•••';

/** A text without its secrets. */
export interface Redacted {
  readonly text: string;
  /** How many secrets were masked. */
  readonly found: number;
}

/** `text` with everything masked that looks like a secret. */
export function redact(text: string): Redacted {
  const places = secretPlaces(text);
  let masked = '';
  let end = 0;
  for (const { from, to } of places) {
    masked += text.slice(end, from) + secretMask;
    end = to;
  }
  return { text: masked + text.slice(end), found: places.length };
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
