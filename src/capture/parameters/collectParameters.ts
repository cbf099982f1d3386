import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { redactValues } from '../../model/redaction.ts';
import { parametersOfCommand } from './commandLine.ts';
import { readParamsFile } from './configFiles.ts';
import { scriptOfCommand, type ScriptCommand } from './scriptCommand.ts';
import type { ScriptOption } from '../../model/scriptOption.ts';

/** Parameters of a launch by where they were found. A name is listed once, at its strongest source. */
export interface CollectedParameters {
  /** Given in the command line. */
  readonly command: Readonly<Record<string, string>>;
  /** Defaults of the script's options. */
  readonly default: Readonly<Record<string, string>>;
  /** Of configuration files. */
  readonly config: Readonly<Record<string, string>>;
  /** One sentence for each thing that was left out or masked. */
  readonly warnings: readonly string[];
}

/**
 * What can be known of a launch's parameters before it starts: the command line counts most, then
 * the defaults of the script's options, then `params.yaml`. Secrets are masked.
 *
 * @param root the project's root, the uppermost folder that is searched for `params.yaml`
 */
export async function collectParameters(
  argv: readonly string[],
  cwd: string,
  root: string,
): Promise<CollectedParameters> {
  const script = scriptOfCommand(argv, cwd);
  const options = optionsInUse(await scriptOptions(script, cwd), script.args);
  const file = await readParamsFile(cwd, root);
  const command = redactValues(parametersOfCommand(argv, options));
  const defaults = redactValues(without(defaultsOf(options), command.values));
  const config = redactValues(without(without(file.params, command.values), defaults.values));
  const masked = [...command.found, ...defaults.found, ...config.found];
  return {
    command: command.values,
    default: defaults.values,
    config: config.values,
    warnings:
      masked.length === 0
        ? file.warnings
        : [
            ...file.warnings,
            `What looks like a secret is masked in the record: ${masked.join(', ')}.`,
          ],
  };
}

/** The options that the script of a command offers; none where they cannot be told. */
export async function scriptOptions(
  script: ScriptCommand,
  cwd: string,
): Promise<readonly ScriptOption[]> {
  if (script.language !== 'python') return [];
  for (const file of filesOf(script, cwd)) {
    try {
      const text = await readFile(file, 'utf8');
      // Loaded when there is something to parse: many commands are no script.
      const { pythonOptions } = await import('./pythonOptions.ts');
      return pythonOptions(text);
    } catch (error) {
      // The command itself will say that its script is missing.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  return [];
}

/** Where a script may lie; for a module, the usual places below the working folder. */
function filesOf(script: ScriptCommand, cwd: string): string[] {
  if (script.path !== undefined) return [script.path];
  const parts = script.module?.split('.') ?? [];
  return ['', 'src'].flatMap((folder) => {
    const base = path.join(cwd, folder, ...parts);
    return [`${base}.py`, path.join(base, '__main__.py')];
  });
}

/** Without the options of subcommands that were not given. */
function optionsInUse(
  options: readonly ScriptOption[],
  args: readonly string[],
): readonly ScriptOption[] {
  return options.filter(({ command }) => command === undefined || args.includes(command));
}

function defaultsOf(options: readonly ScriptOption[]): Record<string, string> {
  return Object.fromEntries(
    options.flatMap((option): [string, string][] =>
      option.default === undefined ? [] : [[option.name, option.default]],
    ),
  );
}

function without(
  params: Readonly<Record<string, string>>,
  stronger: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => !Object.hasOwn(stronger, name)),
  );
}
