import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../model/errors.ts';
import { parseProjectFile, type ProjectFile } from '../../model/projectFile.ts';

/**
 * Reads `trackline.yaml`.
 *
 * @returns the content (defaults when there is no file), and a sentence when it is not valid.
 */
export function readProjectFile(root: string): { file: ProjectFile; problem?: string } {
  const path = join(root, 'trackline.yaml');
  const none: ProjectFile = { inputs: [], gates: [], registries: {} };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { file: none };
    const reason = error instanceof TypeError ? 'it is not UTF-8 text' : errorText(error);
    return { file: none, problem: `${path} cannot be read: ${reason}` };
  }
  const parsed = parseProjectFile(text);
  if (typeof parsed !== 'string') return { file: parsed };
  return { file: none, problem: `${path} is not valid. ${parsed}` };
}
