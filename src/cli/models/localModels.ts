import { listPackages, type ListedPackage } from '../../packaging/listPackages.ts';
import {
  listRegisteredModels,
  type ListedRegisteredModel,
} from '../../packaging/listRegisteredModels.ts';
import { table, type Output } from '../output.ts';
import { openProjectStore } from '../projectStore.ts';

/** `trackline models`: the packages of the project, and the models that its scripts registered. */
export async function localModels(json: boolean, output: Output): Promise<number> {
  const { store } = await openProjectStore(process.cwd(), output);
  try {
    const { packages, problems } = await listPackages(store);
    const registered = listRegisteredModels(store);
    for (const problem of problems) output.remark(problem);
    if (json) output.line(JSON.stringify({ packages, registered }, undefined, 2));
    else {
      showPackages(packages, output);
      showRegistered(registered, output);
    }
    return problems.length === 0 ? 0 : 1;
  } finally {
    store.close();
  }
}

function showPackages(packages: readonly ListedPackage[], output: Output): void {
  if (packages.length === 0) {
    output.line('No model is packaged yet: `trackline package RUN`.');
    return;
  }
  const rows = packages.map(({ name, version, aliases, created, digest, pushes }) => [
    name,
    version,
    aliases.join(', '),
    created,
    digest.slice(0, 19),
    [...new Set(pushes.map(({ registry }) => registry))].join(', '),
  ]);
  const header = ['NAME', 'VERSION', 'ALIASES', 'MADE', 'DIGEST', 'PUSHED TO'];
  for (const line of table(header, rows)) output.line(line);
}

/** A table of its own, which is left out where no script registered a model. */
function showRegistered(registered: readonly ListedRegisteredModel[], output: Output): void {
  if (registered.length === 0) return;
  const rows = registered.flatMap(({ name, versions }) =>
    versions.map(({ version, aliases, created, run, source }) => [
      name,
      String(version),
      aliases.join(', '),
      created,
      run ?? '',
      source,
    ]),
  );
  output.line('');
  const header = ['REGISTERED', 'VERSION', 'ALIASES', 'REGISTERED AT', 'RUN', 'SOURCE'];
  for (const line of table(header, rows)) output.line(line);
}
