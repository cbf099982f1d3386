import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { scriptOfCommand } from '../../capture/parameters/scriptCommand.ts';

/** A line of Python that is no comment and chooses a tracking server. */
const call = /^(?!\s*#).*\bset_tracking_uri\s*\(/;

/**
 * A sentence for the person when their script chooses a tracking server itself: what it logs
 * through MLflow then goes there, whatever its environment says.
 */
export async function ownTrackingServer(
  argv: readonly string[],
  cwd: string,
): Promise<string | undefined> {
  const { language, path } = scriptOfCommand(argv, cwd);
  if (language !== 'python' || path === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    // The command itself will say that its script cannot be read.
    return undefined;
  }
  const line = text.split('\n').findIndex((one) => call.test(one)) + 1;
  if (line === 0) return undefined;
  return `${basename(path)} chooses an MLflow tracking server itself (line ${line}, set_tracking_uri), so what it logs through MLflow goes there and not into this record.`;
}
