import { parseArgs, type ParseArgsConfig } from 'node:util';
import { errorText } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import { UsageError } from './usage.ts';

/**
 * Parses a command's own arguments.
 *
 * @throws UsageError that names what is wrong.
 */
export function parseArguments<T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${problemOf(config) ?? errorText(error)} See \`trackline help\`.`);
  }
}

/** The first thing that is wrong with arguments, as a sentence. */
function problemOf(config: ParseArgsConfig): string | undefined {
  const { options = {} } = config;
  const loose = { ...config, strict: false, allowPositionals: true, tokens: true } as const;
  for (const token of parseArgs(loose).tokens) {
    if (token.kind === 'positional' && config.allowPositionals !== true) {
      return `There is nothing to do with ${token.value} here.`;
    }
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const type = Object.hasOwn(options, name) ? options[name]?.type : undefined;
    if (type === undefined) {
      const meant = nearest(name, Object.keys(options));
      const hint = meant === undefined ? '' : ` Did you mean --${meant}?`;
      return `There is no option ${rawName} here.${hint}`;
    }
    if (type === 'boolean' && value !== undefined) return `${rawName} takes no value.`;
    const isOption = value?.startsWith('-') === true && token.inlineValue === false;
    if (type === 'string' && (value === undefined || isOption)) {
      return `${rawName} takes a value; one that begins with “-” is written ${rawName}=VALUE.`;
    }
  }
  return undefined;
}

/** A whole number that an option was given. @throws UsageError when it is none. */
export function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new UsageError(`${option} takes a whole number, not ${JSON.stringify(text)}.`);
  }
  return Number(text);
}
