import { scriptOfCommand } from '../../capture/parameters/scriptCommand.ts';

/** The experiment of a command for which none was named: its script's name, without the ending. */
export function experimentOf(argv: readonly string[], cwd: string): string {
  return scriptOfCommand(argv, cwd).name.replace(/\.[^./\\]+$/, '');
}
