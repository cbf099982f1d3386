import { UserError } from '../../src/model/errors.ts';
import { run, tail } from '../setup/run.ts';
import { say } from '../setup/say.ts';
import { onPath } from '../setup/systemPackages.ts';

/** The desktop VS Code's command, when there is one on PATH. */
export function desktopCode(): string | undefined {
  return onPath('code');
}

/** Installs the extension into the desktop VS Code and opens the folder with a file in it. */
export async function openDesktop(
  code: string,
  vsix: string,
  folder: string,
  file: string,
): Promise<void> {
  await call(code, ['--install-extension', vsix, '--force']);
  await call(code, [folder, file]);
  say(`Opened ${folder} in VS Code.`);
}

async function call(code: string, args: string[]): Promise<void> {
  // On Windows `code` is a batch file, which only a shell can start.
  const onWindows = process.platform === 'win32';
  const command = onWindows ? (process.env['ComSpec'] ?? 'cmd.exe') : code;
  const done = await run(command, onWindows ? ['/d', '/c', code, ...args] : args);
  if (done.code === 0) return;
  throw new UserError(
    `\`code ${args.join(' ')}\` failed:\n${tail(done.output)}`,
    'Start VS Code by hand and install the .vsix from its Extensions view.',
  );
}
