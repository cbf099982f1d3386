import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../model/errors.ts';
import type { PackageRow } from '../protocol/packages.ts';
import { describePackage } from '../registry/describePackage.ts';
import type { Push } from '../store/tables/pushes.ts';
import type { Store } from '../store/store.ts';
import { packagesFolder } from './planPackage.ts';

/** A package of a project, with all that is on record of where it went. */
export interface ListedPackage extends PackageRow {
  readonly pushes: readonly Push[];
}

/** The packages of a project by name, the newest version first; sentences for what is no package. */
export async function listPackages(
  store: Store,
): Promise<{ readonly packages: readonly ListedPackage[]; readonly problems: readonly string[] }> {
  const root = packagesFolder(store.root);
  const packages: ListedPackage[] = [];
  const problems: string[] = [];
  for (const name of await foldersIn(root)) {
    const aliases = Object.entries(store.promotions.aliases(name));
    const pushes = store.pushes.list(name);
    for (const version of (await foldersIn(path.join(root, name))).toReversed()) {
      const folder = path.join(root, name, version);
      try {
        const { digest, runId, created, metrics, signature } = await describePackage(folder);
        packages.push({
          name,
          version,
          folder,
          digest,
          created,
          metrics,
          signed: signature !== undefined,
          aliases: aliases.filter(([, at]) => at === version).map(([alias]) => alias),
          pushes: pushes.filter((push) => push.package === digest),
          ...(runId === undefined ? {} : { run: runId }),
        });
      } catch (error) {
        problems.push(errorText(error));
      }
    }
  }
  return { packages, problems };
}

/** Folders by name, numbers by their value; none when there is no such folder. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .toSorted(new Intl.Collator('en', { numeric: true }).compare);
}
