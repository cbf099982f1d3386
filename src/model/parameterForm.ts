import { splitCommandLine, type CommandLine, type Quoting } from './commandLine.ts';
import type { ScriptOption } from './scriptOption.ts';

/** What a person has filled in to run a script with. */
export interface FormValues {
  /** The subcommand, of a script that has some. */
  readonly command: string;
  /** By the fields' identifiers; what is not there is left to the script. */
  readonly fields: Readonly<Record<string, string>>;
  /** Further arguments, as they are typed in a terminal. */
  readonly rest: string;
}

/** A field of the form, by how it is filled in. */
export type FormField = {
  /** Unique within the form. */
  readonly id: string;
  readonly option: ScriptOption;
} & (
  | { readonly kind: 'text' }
  /** One of the values, which are what the field's value may be. */
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** Given or not: the value is `true` or nothing. */
  | { readonly kind: 'flag'; readonly flag: string }
);

/** Nothing filled in. */
export const emptyForm: FormValues = { command: '', fields: {}, rest: '' };

/** The subcommands that the options belong to. */
export function subcommandsOf(options: readonly ScriptOption[]): readonly string[] {
  return [...new Set(options.flatMap(({ command }) => (command === undefined ? [] : [command])))];
}

/** The fields for a script's options: those of all its subcommands and those of the chosen one. */
export function fieldsOf(
  options: readonly ScriptOption[],
  subcommand: string,
): readonly FormField[] {
  const fields = options
    .filter(({ command }) => command === undefined || command === subcommand)
    .map((option) => fieldOf(option));
  return [...new Map(fields.map((field) => [field.id, field])).values()];
}

function fieldOf(option: ScriptOption): FormField {
  const { flags, choices = [], values, command = '' } = option;
  const id = `${command} ${longFlag(option) ?? option.name}`.trim();
  if (values !== 'none') {
    return choices.length === 0
      ? { id, option, kind: 'text' }
      : { id, option, kind: 'choice', choices };
  }
  const negative = flags.find((flag) => flag.startsWith('--no-'));
  const positive = flags.find((flag) => flag.startsWith('--') && !flag.startsWith('--no-'));
  // An option with both is on, off, or left to the script.
  return positive !== undefined && negative !== undefined
    ? { id, option, kind: 'choice', choices: [positive, negative] }
    : { id, option, kind: 'flag', flag: longFlag(option) ?? option.name };
}

/** How an option is written: in its long form where it has one. Nothing for a positional one. */
export function longFlag({ flags }: ScriptOption): string | undefined {
  return flags.find((flag) => flag.startsWith('--')) ?? flags[0];
}

/**
 * The values in a text: separated by commas, unless these are inside of quotes or brackets. Quotes
 * around a whole value are taken off.
 */
export function splitValues(text: string): readonly string[] {
  const values: string[] = [];
  let value = '';
  let depth = 0;
  let quote = '';
  for (const letter of text) {
    if (quote === '' && depth === 0 && letter === ',') {
      values.push(value);
      value = '';
      continue;
    }
    value += letter;
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === '"' || (letter === "'" && value.trim() === "'")) quote = letter;
    else if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) depth = Math.max(0, depth - 1);
  }
  return [...values, value]
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => /^"([^"]*)"$|^'([^']*)'$/.exec(each)?.slice(1).find(Boolean) ?? each);
}

/** The arguments that a filled-in form stands for. */
export type FormArguments =
  | {
      readonly kind: 'arguments';
      /** How many runs: one for each combination of the values. */
      readonly count: number;
      /** The arguments of the first ones, at most `limit`. */
      readonly lists: readonly (readonly string[])[];
    }
  /** The further arguments cannot be taken apart. */
  | Extract<CommandLine, { readonly kind: 'open-quote' | 'shell' }>;

/** The arguments of each run that a filled-in form stands for, the last field changing fastest. */
export function argumentsOf(
  options: readonly ScriptOption[],
  values: FormValues,
  quoting: Quoting,
  limit: number,
): FormArguments {
  // Behind a program's name, `name=value` is an argument and no variable.
  const line = splitCommandLine(`program ${values.rest}`, quoting);
  if (line.kind === 'open-quote' || line.kind === 'shell') return line;
  const further = line.kind === 'empty' ? [] : line.argv.slice(1);
  const fields = fieldsOf(options, values.command);
  // Positional arguments come first, where an option with many values cannot take them for its own.
  const inOrder = (ofCommand: boolean): FormField[] => {
    const some = fields.filter(({ option }) => (option.command !== undefined) === ofCommand);
    const positional = some.filter(({ option }) => option.flags.length === 0);
    return [...positional, ...some.filter(({ option }) => option.flags.length > 0)];
  };
  const subcommand = values.command === '' ? [] : [[[values.command]]];
  const slots: readonly (readonly (readonly string[])[])[] = [
    ...inOrder(false).map((field) => alternatives(field, values)),
    ...subcommand,
    ...inOrder(true).map((field) => alternatives(field, values)),
    [further],
  ];
  return {
    kind: 'arguments',
    count: slots.reduce((count, slot) => count * slot.length, 1),
    lists: combined(slots, limit),
  };
}

/** What a field adds to the arguments: once for each of its values. */
function alternatives(field: FormField, values: FormValues): readonly (readonly string[])[] {
  const text = values.fields[field.id]?.trim() ?? '';
  if (text === '') return [[]];
  if (field.kind === 'flag') return text === 'true' ? [[field.flag]] : [[]];
  const given = splitValues(text);
  if (given.length === 0) return [[]];
  return given.map((value) =>
    // On or off: the choice is the flag itself.
    field.option.values === 'none' ? [value] : written(field.option, value),
  );
}

function written(option: ScriptOption, value: string): readonly string[] {
  const flag = longFlag(option);
  const { values } = option;
  const words = values === 'one' || values === 'none' ? [value] : value.split(/\s+/);
  if (flag === undefined) return words;
  if (values === 'repeated') return words.flatMap((word) => [flag, word]);
  // Behind an equals sign, a value that begins with a dash is no option.
  const [only, ...others] = words;
  const dashed = only !== undefined && others.length === 0 && /^-[^\d.]/.test(only);
  return dashed && flag.startsWith('--') ? [`${flag}=${only}`] : [flag, ...words];
}

function combined(
  slots: readonly (readonly (readonly string[])[])[],
  limit: number,
): readonly (readonly string[])[] {
  let lists: readonly (readonly string[])[] = [[]];
  for (const slot of slots.toReversed()) {
    // Built from the end, so that cutting off keeps the first combinations in their order.
    const tails = lists;
    lists = slot.flatMap((words) => tails.map((tail) => [...words, ...tail])).slice(0, limit);
  }
  return lists;
}
