import { scriptOfCommand } from './scriptCommand.ts';
import type { ScriptOption } from '../../model/scriptOption.ts';

/** `name=value`, also with the signs by which Hydra adds and overrides. */
const assignmentForm = /^\+{0,2}([A-Za-z_][\w./@-]*)=([\s\S]*)$/;
const optionForm = /^(--?[A-Za-z][\w.-]*)(?:=([\s\S]*))?$/;
const attachedNumber = /^(-[A-Za-z])(\d+(?:\.\d+)?)$/;
/** Options of Hydra itself that take no value. */
const hydraFlags = new Set(['--multirun', '--resolve', '--hydra-help']);

/**
 * The parameters that a command gives its script, in the order of their options: `--name value`,
 * `--name=value`, `name=value`, `-n value`, flags (`true`, and `false` for `--no-name`), and lists
 * with spaces between their items. What interpreters and launchers are given is not among them.
 *
 * @param options the script's own options, where they are known: they tell a flag from an option
 *   with a value, the names behind short options, and those of positional arguments
 */
export function parametersOfCommand(
  argv: readonly string[],
  options: readonly ScriptOption[] = [],
): Record<string, string> {
  return new ArgumentReader(scriptOfCommand(argv, '.').args, options).read();
}

class ArgumentReader {
  readonly #args: readonly string[];
  readonly #ofFlag = new Map<string, ScriptOption>();
  readonly #positionals: ScriptOption[];
  readonly #params = new Map<string, string>();
  #at = 0;

  constructor(args: readonly string[], options: readonly ScriptOption[]) {
    this.#args = args;
    for (const option of options) for (const flag of option.flags) this.#ofFlag.set(flag, option);
    this.#positionals = options.filter(({ flags }) => flags.length === 0);
  }

  read(): Record<string, string> {
    while (this.#at < this.#args.length) {
      const word = this.#args[this.#at++] ?? '';
      if (word === '--') {
        for (const rest of this.#args.slice(this.#at)) this.#positional(rest);
        break;
      }
      if (isValue(word)) this.#positional(word);
      else this.#option(word);
    }
    return Object.fromEntries(this.#params);
  }

  #option(word: string): void {
    const known = this.#ofFlag.get(word);
    const attached = known ? null : attachedNumber.exec(word);
    const [, flag = word, given] = attached ?? optionForm.exec(word) ?? [];
    const option = this.#ofFlag.get(flag);
    if (given !== undefined) {
      this.#set(nameOf(flag, option), given, option);
      return;
    }
    if (option?.values === 'none' || (option === undefined && isFlag(flag))) {
      this.#flag(flag, option);
      return;
    }
    const single = option?.values === 'one' || option?.values === 'repeated';
    const values = this.#values(single ? 1 : Number.POSITIVE_INFINITY);
    if (values.length === 0) this.#flag(flag, option);
    else this.#set(nameOf(flag, option), values.join(' '), option);
  }

  #set(name: string, value: string, option: ScriptOption | undefined): void {
    const before = option?.values === 'repeated' ? this.#params.get(name) : undefined;
    this.#params.set(name, before === undefined ? value : `${before} ${value}`);
  }

  #flag(flag: string, option: ScriptOption | undefined): void {
    if (hydraFlags.has(flag)) return;
    const negative = /^--no-(.+)$/.exec(flag)?.[1];
    const isNegative = negative !== undefined && (option === undefined || option.flags.length > 1);
    const name = option?.name ?? (negative ?? flag.replace(/^-+/, '')).replaceAll('-', '_');
    this.#params.set(name, isNegative ? 'false' : (option?.whenGiven ?? 'true'));
  }

  #values(most: number): string[] {
    const values: string[] = [];
    while (values.length < most && this.#at < this.#args.length) {
      const next = this.#args[this.#at] ?? '';
      if (!isValue(next) || next === '--') break;
      values.push(next);
      this.#at++;
    }
    return values;
  }

  #positional(word: string): void {
    const [, name, value] = assignmentForm.exec(word) ?? [];
    if (name !== undefined && value !== undefined) {
      this.#params.set(name, value);
      return;
    }
    const option = this.#positionals[0];
    if (option === undefined) return;
    const before = this.#params.get(option.name);
    this.#params.set(option.name, before === undefined ? word : `${before} ${word}`);
    if (option.values !== 'many') this.#positionals.shift();
  }
}

/** Options that stand alone: a value behind them belongs to something else. */
function isFlag(flag: string): boolean {
  return flag.startsWith('--no-') || hydraFlags.has(flag);
}

function isValue(word: string): boolean {
  return !word.startsWith('-') || word === '-' || /^-(?:\.?\d|inf$|nan$)/i.test(word);
}

function nameOf(flag: string, option: ScriptOption | undefined): string {
  return option?.name ?? flag.replace(/^-+/, '').replaceAll('-', '_');
}
