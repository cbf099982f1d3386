import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pathsBelow } from '../registry/sums.ts';

/** The size of a model's file, or of all files of its folder. @throws when it is not there. */
export async function modelBytes(model: string): Promise<number> {
  const found = await stat(model);
  if (!found.isDirectory()) return found.size;
  const files = (await pathsBelow(model)).map((file) => stat(path.join(model, file)));
  return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
}
