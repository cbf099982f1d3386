import { copyFile, glob, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../setup/root.ts';

/** The parts of a manifest that only serve the work on the project. */
const NOT_SHIPPED = ['scripts', 'devDependencies', 'optionalDependencies', 'dependencies'];

const SQLITE = 'node_modules/better-sqlite3';

/**
 * Copies what `.vscodeignore` lets in, and the SQLite binary of one platform, to an empty folder.
 * vsce then looks at these files alone, not at the virtual environment and the test editors too.
 * @param prebuild better-sqlite3's name of the binary.
 */
export async function stage(folder: string, prebuild: string): Promise<void> {
  const rules = await readFile(inRoot('.vscodeignore'), 'utf8');
  const binary = `!${SQLITE}/prebuilds/${prebuild}.node`;
  const ignoreFile = `${rules.trimEnd()}\n${binary}\n`;
  const patterns = Array.from(ignoreFile.matchAll(/^!(.+)$/gm), ([, pattern]) => pattern ?? '');
  for await (const name of glob(patterns, { cwd: inRoot() })) {
    const source = inRoot(name);
    if (!(await stat(source)).isFile()) continue;
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(source, target);
  }
  await writeFile(path.join(folder, '.vscodeignore'), ignoreFile);
  await trimManifest(path.join(folder, 'package.json'), ['better-sqlite3']);
  await trimManifest(path.join(folder, SQLITE, 'package.json'), []);
}

/** Leaves in a manifest only the dependencies that are shipped with it. */
async function trimManifest(file: string, shipped: readonly string[]): Promise<void> {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const all = (manifest['dependencies'] ?? {}) as Record<string, string>;
  for (const key of NOT_SHIPPED) delete manifest[key];
  manifest['dependencies'] = Object.fromEntries(
    Object.entries(all).filter(([name]) => shipped.includes(name)),
  );
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
