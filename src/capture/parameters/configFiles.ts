import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ConfigParameters } from './flattenYaml.ts';

const maxFileBytes = 1024 * 1024;
const none: ConfigParameters = { params: {}, warnings: [] };

/**
 * The `params.yaml` that a command started in `cwd` uses: there, or in the nearest folder above it
 * up to the project's `root`.
 */
export async function readParamsFile(cwd: string, root: string): Promise<ConfigParameters> {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const config = await readConfig(path.join(folder, 'params.yaml'));
    if (config !== undefined) return config;
    const inside = path.relative(root, folder);
    if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return none;
  }
}

/**
 * The configuration that Hydra composed for a run started in `cwd` at `since` (ms since the epoch).
 * Of the jobs of a multi-run what they have in common is taken.
 *
 * @param written files that the run is known to have written
 */
export async function readHydraConfig(
  cwd: string,
  since: number,
  written: readonly string[] = [],
): Promise<ConfigParameters> {
  const known = written.filter((file) => /[/\\]\.hydra[/\\]config\.yaml$/.test(file));
  const files = known.length > 0 ? known : await findHydraConfigs(cwd, since);
  const configs: ConfigParameters[] = [];
  for (const file of files) {
    const config = await readConfig(file);
    if (config !== undefined) configs.push(config);
  }
  const [first, ...others] = configs;
  if (first === undefined) return none;
  const common = Object.entries(first.params).filter(([name, value]) =>
    others.every(({ params }) => params[name] === value),
  );
  return { params: Object.fromEntries(common), warnings: first.warnings };
}

/** Hydra's default places: `outputs/<date>/<time>` and `multirun/<date>/<time>/<job>`. */
async function findHydraConfigs(cwd: string, since: number): Promise<string[]> {
  const folders = [cwd];
  for (const [kind, depth] of [
    ['outputs', 2],
    ['multirun', 3],
  ] as const) {
    let level = [path.join(cwd, kind)];
    for (let step = 0; step < depth; step++) {
      level = (await Promise.all(level.map((folder) => latestFolders(folder))))
        .flat()
        .slice(0, 200);
    }
    folders.push(...level);
  }
  const files: string[] = [];
  for (const folder of folders) {
    const file = path.join(folder, '.hydra', 'config.yaml');
    // File systems may round times down to two seconds.
    if ((await modifiedAt(file)) >= since - 2000) files.push(file);
  }
  return files;
}

/** The folders in a folder whose names sort last: names that are times, so the latest. */
async function latestFolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(folder, entry.name))
      .sort()
      .slice(-100);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

async function modifiedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (isSystemError(error)) return Number.NEGATIVE_INFINITY;
    throw error;
  }
}

/** The parameters of a file; undefined when there is no such file. */
async function readConfig(file: string): Promise<ConfigParameters | undefined> {
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes) {
      return { params: {}, warnings: [`${file} was not read: it is larger than 1 MiB.`] };
    }
    const text = await readFile(file, 'utf8');
    // Loaded when it is needed, which is by few commands and takes longer than many of them.
    const { flattenYaml } = await import('./flattenYaml.ts');
    return flattenYaml(text, file);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
