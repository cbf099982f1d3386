import { parseArgs, type ParseArgsConfig } from 'node:util';
import { errorText } from '../model/errors.ts';
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
    throw new UsageError(`${errorText(error)} See \`trackline help\`.`);
  }
}

/** A whole number that an option was given. @throws UsageError when it is none. */
export function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new UsageError(`${option} takes a whole number, not ${JSON.stringify(text)}.`);
  }
  return Number(text);
}
