import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import type { BuiltPackage, PackageFile, PackagePlan } from '../../model/modelPackage.ts';
import { packageNameProblem, packageVersionProblem } from '../../model/modelPackage.ts';
import { signatureFile } from '../signing/statement.ts';
import { filesBelow, packageDigest, sumsFile, sumsText } from '../sums.ts';
import { bomText, cardText, createdTime, kitfileText, provenanceText } from './documents.ts';
import { condaText, exampleFiles, mlmodelText, pythonEnvText } from './mlmodel.ts';
import { recipeFor } from './recipe.ts';

/** Python that a package asks for where the run's is not known. */
const fallbackPython = '3.11';

/** Thrown when a package of that name and version exists and is another one. */
export class VersionTaken extends UserError {}

/**
 * Builds a package below `root`, as `<name>/<version>`. The same plan gives the same bytes. What is
 * there already stays when it is the same package.
 *
 * @throws {UserError} when the name or version cannot be.
 * @throws {VersionTaken} when that version exists with another content.
 */
export async function buildPackage(
  plan: PackagePlan,
  root: string,
  signal?: AbortSignal,
): Promise<BuiltPackage> {
  const problem = packageNameProblem(plan.name) ?? packageVersionProblem(plan.version);
  if (problem !== undefined) throw new UserError(problem, 'Choose another one.');
  const target = path.join(root, plan.name, plan.version);
  const draft = path.join(root, `.draft-${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    await (plan.facts.format === 'mlflow'
      ? copyModel(plan, draft)
      : writeModel(plan, draft, signal));
    const files = await filesBelow(draft, signal);
    const sums = sumsText(files);
    await writeFile(path.join(draft, sumsFile), sums);
    await settle(plan, draft, target, sums);
    const listed = [
      ...files,
      { path: sumsFile, bytes: Buffer.byteLength(sums), sha256: packageDigest(sums).slice(7) },
    ];
    return {
      folder: target,
      name: plan.name,
      version: plan.version,
      digest: packageDigest(sums),
      bytes: listed.reduce((sum, { bytes }) => sum + bytes, 0),
      files: listed,
    };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Puts a draft in its place, unless the same package is there. */
async function settle(
  plan: PackagePlan,
  draft: string,
  target: string,
  sums: string,
): Promise<void> {
  const existing = await readFile(path.join(target, sumsFile), 'utf8').catch(() => undefined);
  if (existing === sums) return;
  if (existing !== undefined || (await stat(target).catch(() => undefined)) !== undefined) {
    throw new VersionTaken(
      `${plan.name} ${plan.version} exists with another content.`,
      'Packages never change: choose another version.',
    );
  }
  await mkdir(path.dirname(target), { recursive: true });
  await rename(draft, target);
}

/** A model's file becomes an MLflow Model. */
async function writeModel(plan: PackagePlan, draft: string, signal?: AbortSignal): Promise<void> {
  const { facts, source, lineage, signature } = plan;
  const recipe = recipeFor(facts, path.extname(source));
  const data = path.join(draft, recipe.data);
  await mkdir(path.dirname(data), { recursive: true });
  // A copy on write where the file system can, so that a large model costs nothing.
  await copyFile(source, data, constants.COPYFILE_FICLONE);
  const beside = plan.example === undefined ? {} : exampleFiles(plan.example);
  for (const [file, text] of Object.entries({ ...recipe.files, ...beside })) {
    await mkdir(path.dirname(path.join(draft, file)), { recursive: true });
    await writeFile(path.join(draft, file), text);
  }
  const own = (await filesBelow(draft, signal)).filter(({ path: file }) => file === recipe.data);
  const python = lineage?.python ?? fallbackPython;
  const mlflow = lineage?.packages['mlflow'];
  await writeFile(
    path.join(draft, 'MLmodel'),
    mlmodelText({
      flavors: recipe.flavors,
      ...(signature === undefined ? {} : { signature }),
      hasExample: plan.example !== undefined,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      sha256: own.map(({ sha256 }) => sha256).join(''),
      created: createdTime(plan),
      ...(lineage === undefined ? {} : { runId: lineage.runId }),
      python,
      ...(mlflow === undefined ? {} : { mlflow }),
    }),
  );
  await writeFile(path.join(draft, 'requirements.txt'), lines(plan.requirements));
  await writeFile(path.join(draft, 'conda.yaml'), condaText(python, plan.requirements));
  await writeFile(path.join(draft, 'python_env.yaml'), pythonEnvText(python));
  await writeDocuments(plan, draft, recipe.data, own);
}

const mlmodel = v.looseObject({});

/** A folder that is an MLflow Model already keeps its files; what it lacks is added. */
async function copyModel(plan: PackagePlan, draft: string): Promise<void> {
  await cp(plan.source, draft, {
    recursive: true,
    dereference: true,
    mode: constants.COPYFILE_FICLONE,
  });
  // Whoever downloads a version writes it; it is no part of the model.
  await rm(path.join(draft, 'registered_model_meta'), { force: true });
  // It signs other files than those that the package will have.
  await rm(path.join(draft, signatureFile), { force: true });
  const own = await filesBelow(draft);
  const python = plan.lineage?.python ?? fallbackPython;
  await addMissing(draft, 'requirements.txt', lines(plan.requirements));
  await addMissing(draft, 'conda.yaml', condaText(python, plan.requirements));
  await addMissing(draft, 'python_env.yaml', pythonEnvText(python));
  await withSource(plan, path.join(draft, 'MLmodel'));
  await writeDocuments(plan, draft, '.', own);
}

async function addMissing(folder: string, file: string, text: string): Promise<void> {
  try {
    await writeFile(path.join(folder, file), text, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** A model that was saved outside of a run learns which run it comes from. */
async function withSource(plan: PackagePlan, file: string): Promise<void> {
  if (plan.lineage === undefined) return;
  const content = v.parse(mlmodel, parse(await readFile(file, 'utf8')));
  if (typeof content['run_id'] === 'string') return;
  await writeFile(
    file,
    stringify({ ...content, run_id: plan.lineage.runId }, { lineWidth: 0, sortMapEntries: true }),
  );
}

async function writeDocuments(
  plan: PackagePlan,
  draft: string,
  data: string,
  own: readonly PackageFile[],
): Promise<void> {
  await writeFile(path.join(draft, 'Kitfile'), kitfileText(plan, data));
  await writeFile(path.join(draft, 'README.md'), plan.card ?? cardText(plan));
  await writeFile(path.join(draft, 'bom.cdx.json'), bomText(plan, own));
  await writeFile(path.join(draft, 'provenance.json'), provenanceText(plan, own));
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
