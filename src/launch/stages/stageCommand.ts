import { basename } from 'node:path';
import { scriptOfCommand } from '../../capture/parameters/scriptCommand.ts';
import { splitCommandLine } from '../../model/commandLine.ts';
import { shellQuote } from '../../pipeline/service/python.ts';

/** Keeps a shell from reading what a person has set up for their own use of it, as DVC does. */
const shellOptions: Readonly<Record<string, readonly string[]>> = {
  zsh: ['--no-rcs'],
  bash: ['--noprofile', '--norc'],
};

/**
 * The one command that runs the commands of a stage, each in a shell of its own, until one fails. Each
 * is shown before it runs.
 *
 * @param self the program and arguments that run Trackline's command line, for where there is no shell
 *   that could do it
 */
export function stageCommand(
  commands: readonly string[],
  env: NodeJS.ProcessEnv,
  self: readonly string[],
): string[] {
  if (process.platform === 'win32') return [...self, 'stage', 'commands', ...commands];
  const shell = env['SHELL'] ?? '/bin/sh';
  const inner = [shell, ...(shellOptions[basename(shell).toLowerCase()] ?? []), '-c'];
  const [only] = commands;
  if (commands.length === 1 && only !== undefined) return [...inner, only];
  const each = `${inner.map(shellQuote).join(' ')} "$command"`;
  const script = `for command do printf '> %s\\n' "$command"; ${each} || exit; done`;
  return ['/bin/sh', '-c', script, 'stage', ...commands];
}

/** The script or program of a stage, for a person to read. */
export function sourceOfStage(commands: readonly string[], folder: string): string | undefined {
  for (const command of commands) {
    const line = splitCommandLine(command, process.platform === 'win32' ? 'windows' : 'posix');
    if (line.kind === 'command') return scriptOfCommand(line.argv, folder).name;
  }
  return undefined;
}
