import path from 'node:path';
import { startCodeServer } from '../../test/harness/codeServer.ts';
import { testFolder } from '../setup/root.ts';
import { run } from '../setup/run.ts';
import { say } from '../setup/say.ts';
import { onPath } from '../setup/systemPackages.ts';

/**
 * Serves the folder in code-server until a signal ends the script. Its profile is kept, so that
 * layout and settings are there again the next time.
 */
export async function serveInBrowser(vsix: string, folder: string): Promise<void> {
  const profile = path.join(testFolder, 'start');
  await using server = await startCodeServer({ profile, vsix: [vsix], theme: 'dark' });
  const address = server.url(folder);
  say(`\n  ${address}\n`);
  say('Open that address in a browser on this machine. Ctrl+C here ends it.');
  await showAddress(address);
  await new Promise<void>((resolve) => {
    const end = () => resolve();
    process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end);
  });
  say('Stopping.');
}

/** Opens the person's own browser where there is a screen. Without one the printed line serves. */
async function showAddress(address: string): Promise<void> {
  const { platform, env } = process;
  if (platform === 'darwin') await run('open', [address]);
  else if (env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined) {
    const opener = onPath('xdg-open');
    if (opener !== undefined) await run(opener, [address], { timeout: 10_000 });
  }
}
