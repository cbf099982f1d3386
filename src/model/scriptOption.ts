/** An option that a script offers, as far as it can be told without running it. */
export interface ScriptOption {
  /** The parameter's name as the script sees it: `batch_size` for `--batch-size`. */
  readonly name: string;
  /** How it is written in a command line; empty for a positional argument. */
  readonly flags: readonly string[];
  /** The type as the script names it, such as `int`; absent when it says none. */
  readonly type?: string;
  /** The default as text; absent when there is none or it is worked out at run time. */
  readonly default?: string;
  readonly choices?: readonly string[];
  readonly help?: string;
  /** How many values it takes; `repeated` takes one each time that it is given. */
  readonly values: 'none' | 'one' | 'many' | 'repeated';
  /** The value of an option without a value when it is given; `true` unless said here. */
  readonly whenGiven?: string;
  /** The subcommand that it belongs to, where the script has some. */
  readonly command?: string;
  /** The line of the script that defines it, from 1. */
  readonly line: number;
}
