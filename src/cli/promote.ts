import path from 'node:path';
import { championAlias } from '../model/championAlias.ts';
import { promoteModel } from '../packaging/promoteModel.ts';
import { registryTarget } from '../packaging/registryTarget.ts';
import { readProjectFile } from '../store/project/projectFile.ts';
import { parseArguments } from './arguments.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { openProjectStore } from './projectStore.ts';
import { packageFolder } from './push.ts';
import { credentialsFor } from './registryCredentials.ts';
import { UsageError } from './usage.ts';

/** `trackline promote PACKAGE [REGISTRY]`: moves an alias to a version whose gates are open. */
export async function promote(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      alias: { type: 'string', default: championAlias },
      ca: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [name, registry, ...others] = positionals;
  if (name === undefined || others.length > 0) {
    throw new UsageError('Name one package: `trackline promote PACKAGE [REGISTRY]`.');
  }
  const { store, project } = await openProjectStore(process.cwd(), output);
  try {
    const { file, problem } = readProjectFile(project.root);
    if (problem !== undefined) {
      output.remark(problem);
      return 1;
    }
    using stop = interruption();
    const ca = values.ca === undefined ? undefined : path.resolve(values.ca);
    const target =
      registry === undefined ? undefined : await registryTarget(registry, file, project.root, ca);
    const there =
      target === undefined
        ? undefined
        : { target, options: { credentials: credentialsFor(target), signal: stop.signal } };
    const folder = packageFolder(store.root, name);
    const promotion = await promoteModel(store, folder, values.alias, file, there);
    if (values.json) output.line(JSON.stringify(promotion, undefined, 2));
    else {
      const where = promotion.registry === undefined ? '' : ` in ${promotion.registry}`;
      output.line(`${promotion.name}@${promotion.alias} is version ${promotion.version}${where}.`);
    }
    return 0;
  } finally {
    store.close();
  }
}
