import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import { pushModel } from '../packaging/pushModel.ts';
import { packagesFolder } from '../packaging/planPackage.ts';
import { registryTarget } from '../packaging/registryTarget.ts';
import { readProjectFile } from '../store/project/projectFile.ts';
import { parseArguments } from './arguments.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { openProjectStore } from './projectStore.ts';
import { credentialsFor } from './registryCredentials.ts';
import { UsageError } from './usage.ts';

/** `trackline push PACKAGE REGISTRY`: pushes a package, given as its folder or NAME:VERSION. */
export async function push(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      ca: { type: 'string' },
      override: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [name, registry, ...others] = positionals;
  if (name === undefined || registry === undefined || others.length > 0) {
    throw new UsageError('Name one package and one registry: `trackline push PACKAGE REGISTRY`.');
  }
  if (values.override === '') throw new UsageError('--override takes the reason.');
  const { store, project } = await openProjectStore(process.cwd(), output);
  try {
    const { file, problem } = readProjectFile(project.root);
    if (problem !== undefined) output.remark(problem);
    const target = await registryTarget(
      registry,
      file,
      project.root,
      values.ca === undefined ? undefined : path.resolve(values.ca),
    );
    using stop = interruption();
    const pushed = await pushModel(store, packageFolder(store.root, name), target, {
      credentials: credentialsFor(target),
      signal: stop.signal,
      ...(values.override === undefined ? {} : { override: values.override }),
    });
    if (values.json) output.line(JSON.stringify(pushed, undefined, 2));
    else output.line(`${pushed.reference} ${pushed.digest}`);
    return 0;
  } finally {
    store.close();
  }
}

/** The folder of a package that is named by it, or by NAME:VERSION. @throws {UserError} */
export function packageFolder(storeRoot: string, text: string): string {
  const [name = '', version] = text.split(':');
  const known = path.join(packagesFolder(storeRoot), name, version ?? '');
  if (version !== undefined && version !== '' && existsSync(known)) return known;
  if (existsSync(text)) return path.resolve(text);
  throw new UserError(`There is no package ${text}.`, 'Name its folder, or NAME:VERSION.');
}
