import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { testFolder } from '../../scripts/setup/root.ts';
import { startCodeServer } from './codeServer.ts';
import type { CodeServer, CodeServerOptions } from './codeServer.ts';

/** Where the extension lies once the first server has installed it. */
let installed: string | undefined;

/**
 * Starts a code-server with the packaged extension installed, as a person has it. It is installed
 * once, for all servers of this process.
 * @throws {Error} when `TRACKLINE_TEST_VSIX`, which `npm test -- ui` sets, names none.
 */
export async function startWithTrackline(options: CodeServerOptions = {}): Promise<CodeServer> {
  const vsix = process.env['TRACKLINE_TEST_VSIX'];
  if (vsix === undefined) {
    throw new Error('TRACKLINE_TEST_VSIX names no .vsix: start these tests by `npm test -- ui`.');
  }
  if (installed !== undefined) return startCodeServer({ ...options, extensions: installed });
  const extensions = await extensionsFolder();
  const server = await startCodeServer({ ...options, extensions, vsix: [vsix] });
  installed = extensions;
  return server;
}

async function extensionsFolder(): Promise<string> {
  await mkdir(testFolder, { recursive: true });
  const folder = await mkdtemp(path.join(testFolder, 'extensions-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
