import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import { formatNames } from '../model/modelFile.ts';
import type { BuiltPackage, PackagePlan } from '../model/modelPackage.ts';
import type { Run } from '../model/run.ts';
import { inputExampleOf } from '../packaging/inputExample.ts';
import {
  buildNextVersion,
  packagesFolder,
  planFilePackage,
  planRunPackage,
} from '../packaging/planPackage.ts';
import { buildPackage } from '../registry/build/buildPackage.ts';
import type { SignedPackage } from '../registry/signing/signPackage.ts';
import { databaseExists } from '../store/database.ts';
import { locateProject } from '../store/project/project.ts';
import { openStore, type Store } from '../store/store.ts';
import { parseArguments } from './arguments.ts';
import { interruption } from './interruption.ts';
import { printable, table, type Output } from './output.ts';
import { findRun, openProjectStore } from './projectStore.ts';
import { signWith } from './sign.ts';
import { UsageError } from './usage.ts';

/** `trackline package RUN|PATH`: makes a package of a run's model, or of a model file. */
export async function packageModel(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      model: { type: 'string' },
      name: { type: 'string' },
      version: { type: 'string' },
      licence: { type: 'string' },
      description: { type: 'string' },
      'sign-key': { type: 'string' },
      example: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [target, ...others] = positionals;
  if (target === undefined || others.length > 0) {
    throw new UsageError('Name one run or one model: `trackline package RUN|PATH`.');
  }
  // A path has a separator, unless a file of that name lies here.
  const isFile = existsSync(target) || /[/\\]/.test(target);
  const store = await storeFor(isFile, output);
  try {
    const plan = isFile
      ? await planFilePackage(path.resolve(target), store)
      : await planRunPackage(store, runOrFile(store, target), values.model);
    using stop = interruption();
    const wished = {
      ...plan,
      name: values.name ?? plan.name,
      version: values.version ?? plan.version,
      licence: values.licence ?? plan.licence,
      description: values.description ?? plan.description,
      ...(values.example && { example: await inputExampleOf(plan, path.dirname(store.root)) }),
    };
    const build = values.version === undefined ? buildNextVersion : buildPackage;
    const built = await build(wished, packagesFolder(store.root), stop.signal);
    const key = values['sign-key'];
    const signed = key === undefined ? undefined : await signWith(built.folder, key, stop.signal);
    store.changes.touch('model', built.name);
    if (values.json) output.line(JSON.stringify(report(wished, built, signed), undefined, 2));
    else for (const line of asText(wished, built, signed)) output.line(line);
    return 0;
  } finally {
    store.close();
  }
}

/** A file may be packaged before anything was recorded; a run may not. */
async function storeFor(isFile: boolean, output: Output): Promise<Store> {
  const { store } = locateProject(process.cwd());
  if (isFile && !databaseExists(path.join(store, 'trackline.db'))) return openStore(store);
  return (await openProjectStore(process.cwd(), output)).store;
}

/** @throws {UserError} */
function runOrFile(store: Store, text: string): Run {
  if (path.extname(text) === '' || store.runs.find(text).length > 0) return findRun(store, text);
  throw new UserError(
    `There is no file ${path.resolve(text)}, and no run of that name.`,
    'Check its path, or see `trackline ls --all`.',
  );
}

/** The stable form of `trackline package --json`. */
function report(
  plan: PackagePlan,
  built: BuiltPackage,
  signed: SignedPackage | undefined,
): Readonly<Record<string, unknown>> {
  const { name, version, digest, folder, bytes, files } = built;
  const { facts, requirements, lineage } = plan;
  return {
    name,
    version,
    digest,
    folder,
    bytes,
    format: facts.format,
    modelClass: facts.modelClass ?? null,
    run: lineage?.runId ?? null,
    requirements,
    findings: facts.findings,
    signedBy: signed?.key ?? null,
    files,
  };
}

function asText(
  { facts, lineage }: PackagePlan,
  built: BuiltPackage,
  signed: SignedPackage | undefined,
): string[] {
  const rows = [
    ['Package', `${built.name} ${built.version}`],
    ['Digest', built.digest],
    ['Folder', built.folder],
    [
      'Model',
      `${formatNames[facts.format]}${facts.modelClass === undefined ? '' : `, ${facts.modelClass}`}`,
    ],
    ['Run', lineage === undefined ? 'none is known' : `${lineage.runName} (${lineage.runId})`],
    ['Files', `${built.files.length}, ${built.bytes} bytes`],
    ['Signed', signed === undefined ? 'no' : `by the key ${signed.key}`],
  ];
  return [
    ...table(['', ''], rows).slice(1),
    ...facts.findings.map(({ level, file, text }) => printable(`${level}: ${file}: ${text}`)),
  ];
}
