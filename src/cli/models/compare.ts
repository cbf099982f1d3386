import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  comparedParts,
  compareVersions,
  type ComparedPart,
  type VersionComparison,
  type VersionFacts,
} from '../../model/compareVersions.ts';
import { UserError } from '../../model/errors.ts';
import type { ProjectFile } from '../../model/projectFile.ts';
import { packagesFolder } from '../../packaging/planPackage.ts';
import { withRemoteFiles } from '../../packaging/remote/remoteReader.ts';
import { folderReader, readVersionFacts } from '../../packaging/versionFacts.ts';
import { databaseExists } from '../../store/database.ts';
import { locateProject } from '../../store/project/project.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';
import { openStore, type Store } from '../../store/store.ts';
import { parseArguments } from '../arguments.ts';
import { interruption } from '../interruption.ts';
import { numberText, table, type Output } from '../output.ts';
import { UsageError } from '../usage.ts';
import { registryAccess } from './registryAccess.ts';

/** `trackline models compare A B`: what differs in two versions. */
export async function compareModels(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      registry: { type: 'string' },
      all: { type: 'boolean', default: false },
      ca: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [a, b, ...others] = positionals;
  if (a === undefined || b === undefined || others.length > 0) {
    throw new UsageError('Name two versions: `trackline models compare A B`.');
  }
  const project = locateProject(process.cwd());
  const { file, problem } = readProjectFile(project.root);
  if (problem !== undefined) output.remark(problem);
  using stop = interruption();
  const recorded = databaseExists(path.join(project.store, 'trackline.db'));
  const store = recorded ? openStore(project.store) : undefined;
  try {
    const places = {
      root: project.root,
      store: project.store,
      file,
      signal: stop.signal,
      ...values,
    };
    const comparison = compareVersions(
      await factsOf(a, places, store),
      await factsOf(b, places, store),
    );
    if (values.json) output.line(JSON.stringify(comparison, undefined, 2));
    else show(comparison, values.all, output);
    const differs = Object.values(comparison.parts)
      .flat()
      .some(({ same }) => !same);
    return differs ? 1 : 0;
  } finally {
    store?.close();
  }
}

interface Places {
  readonly root: string;
  readonly store: string;
  readonly file: ProjectFile;
  readonly signal: AbortSignal;
  readonly registry?: string | undefined;
  readonly ca?: string | undefined;
}

/** A version by its folder or NAME:VERSION, here, or else in the registry that was named. */
async function factsOf(
  text: string,
  { root, store: storeFolder, file, signal, registry, ca }: Places,
  store: Store | undefined,
): Promise<VersionFacts> {
  const [, name = '', version = ''] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
  const known = path.join(packagesFolder(storeFolder), name, version);
  const folder = version !== '' && existsSync(known) ? known : path.resolve(text);
  if (existsSync(folder)) {
    const named = { name: path.basename(folder), version: '' };
    return await readVersionFacts(
      folderReader(folder),
      version === '' ? named : { name, version },
      store,
    );
  }
  if (registry === undefined || version === '') {
    throw new UserError(
      `There is no package ${text}.`,
      'Name its folder, or NAME:VERSION; with --registry REGISTRY it may lie there.',
    );
  }
  const place = { ...(await registryAccess(registry, file, root, ca, signal)), name };
  return await withRemoteFiles(place, version, (read) =>
    readVersionFacts(read, { name, version }, store),
  );
}

const titles: Readonly<Record<ComparedPart, string>> = {
  metrics: 'METRICS',
  signature: 'SIGNATURE',
  data: 'DATA',
  code: 'CODE',
  params: 'PARAMETERS',
  requirements: 'REQUIREMENTS',
  about: 'ABOUT',
};

function show({ a, b, parts }: VersionComparison, all: boolean, output: Output): void {
  let shown = false;
  for (const part of comparedParts) {
    const rows = parts[part].filter(({ same }) => all || !same);
    if (rows.length === 0) continue;
    if (shown) output.line('');
    shown = true;
    const header = [titles[part], `${a.name} ${a.version}`, `${b.name} ${b.version}`, ''];
    const lines = rows.map(({ key, a: left, b: right, delta }) => [
      key,
      left ?? '–',
      right ?? '–',
      delta === undefined ? '' : `${delta > 0 ? '+' : ''}${numberText(delta)}`,
    ]);
    for (const line of table(header, lines)) output.line(line);
  }
  if (!shown) output.line('Nothing differs.');
}
