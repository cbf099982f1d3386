import path from 'node:path';
import type { RemoteModels } from '../../model/remoteModels.ts';
import { listRemote } from '../../packaging/remote/listRemote.ts';
import { databaseExists } from '../../store/database.ts';
import { locateProject } from '../../store/project/project.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';
import { openStore } from '../../store/store.ts';
import { interruption } from '../interruption.ts';
import { table, type Output } from '../output.ts';
import { registryAccess } from './registryAccess.ts';

/** `trackline models REGISTRY [NAME…]`: what a registry holds. A project is not needed. */
export async function remoteModels(
  registry: string,
  names: readonly string[],
  { ca, json }: { readonly ca?: string | undefined; readonly json: boolean },
  output: Output,
): Promise<number> {
  const project = locateProject(process.cwd());
  const { file, problem } = readProjectFile(project.root);
  if (problem !== undefined) output.remark(problem);
  using stop = interruption();
  const { target, options } = await registryAccess(registry, file, project.root, ca, stop.signal);
  const recorded = databaseExists(path.join(project.store, 'trackline.db'));
  const store = recorded ? openStore(project.store) : undefined;
  try {
    const found = await listRemote(store, target, options, names);
    for (const sentence of found.problems) output.remark(sentence);
    for (const name of found.missing) output.remark(`${target.label} has no model ${name}.`);
    if (!found.complete)
      output.remark(
        `${target.label} does not tell its names: these are those that this project pushed. Name others: \`trackline models REGISTRY NAME…\`.`,
      );
    if (json) output.line(JSON.stringify(found, undefined, 2));
    else show(found, target.label, output);
    return found.problems.length + found.missing.length === 0 ? 0 : 1;
  } finally {
    store?.close();
  }
}

function show({ models }: RemoteModels, label: string, output: Output): void {
  if (models.length === 0) {
    output.line(`${label} holds no models.`);
    return;
  }
  const rows = models.flatMap(({ name, versions }) =>
    versions.map(({ version, aliases, created, digest, package: own, deprecated, signed }) => [
      name,
      version,
      aliases.join(', '),
      created ?? '',
      (own ?? digest ?? '').slice(0, 19),
      [
        ...(signed === true ? ['signed'] : []),
        ...(deprecated === undefined ? [] : [`deprecated: ${deprecated}`]),
      ].join(', '),
    ]),
  );
  const header = ['NAME', 'VERSION', 'ALIASES', 'MADE', 'DIGEST', ''];
  for (const line of table(header, rows)) output.line(line);
}
