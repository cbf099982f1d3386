import { spawn } from 'node:child_process';

/**
 * `trackline stage commands`: runs each command in a shell of its own until one fails. Stages are run
 * so on Windows, whose shell cannot do that by itself.
 */
export async function stageCommands(commands: readonly string[]): Promise<number> {
  for (const command of commands) {
    process.stdout.write(`> ${command}\n`);
    const code = await new Promise<number>((resolve) => {
      const child = spawn(command, { shell: true, stdio: 'inherit' });
      child.once('error', () => resolve(127));
      child.once('exit', (exitCode) => resolve(exitCode ?? 1));
    });
    if (code !== 0) return code;
  }
  return 0;
}
