import { startCodeServer } from './codeServer.ts';
import type { CodeServer, CodeServerOptions } from './codeServer.ts';

/**
 * Starts a code-server with the packaged extension installed, as a person has it.
 * @throws {Error} when `TRACKLINE_TEST_VSIX`, which `npm test -- ui` sets, names none.
 */
export async function startWithTrackline(options: CodeServerOptions = {}): Promise<CodeServer> {
  const vsix = process.env['TRACKLINE_TEST_VSIX'];
  if (vsix === undefined) {
    throw new Error('TRACKLINE_TEST_VSIX names no .vsix: start these tests by `npm test -- ui`.');
  }
  return startCodeServer({ ...options, vsix: [vsix, ...(options.vsix ?? [])] });
}
