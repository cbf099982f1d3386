import { listPackages } from '../packaging/listPackages.ts';
import { parseArguments } from './arguments.ts';
import { table, type Output } from './output.ts';
import { openProjectStore } from './projectStore.ts';

/** `trackline models`: the packages of the project, their aliases, and where they went. */
export async function models(args: readonly string[], output: Output): Promise<number> {
  const { values } = parseArguments({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
  });
  const { store } = await openProjectStore(process.cwd(), output);
  try {
    const { packages, problems } = await listPackages(store);
    for (const problem of problems) output.remark(problem);
    if (values.json) output.line(JSON.stringify(packages, undefined, 2));
    else if (packages.length === 0)
      output.line('No model is packaged yet: `trackline package RUN`.');
    else {
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
    return problems.length === 0 ? 0 : 1;
  } finally {
    store.close();
  }
}
