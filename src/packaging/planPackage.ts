import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import type { ModelFacts, SafetyFinding } from '../model/modelFile.ts';
import { packageNameFor, packageVersionProblem } from '../model/modelPackage.ts';
import type { BuiltPackage, ModelLineage, PackagePlan } from '../model/modelPackage.ts';
import type { Run } from '../model/run.ts';
import { buildPackage, VersionTaken } from '../registry/build/buildPackage.ts';
import { requirementsFor } from '../registry/build/requirements.ts';
import { recogniseModel } from '../registry/formats/recognise.ts';
import type { Store } from '../store/store.ts';
import { isAsLeft } from './asLeft.ts';
import { kitfileModel, kitfileName, type KitfileModel } from './kitfileModel.ts';
import { lineageOf } from './lineage.ts';
import { modelCandidates } from './modelCandidates.ts';

/** The folder of a store that holds its packages. */
export function packagesFolder(storeRoot: string): string {
  return path.join(storeRoot, 'packages');
}

/**
 * The package of a run's model with what can be told without asking; everything may be changed.
 *
 * @param choice which of the run's models, by its label, where there are several.
 * @throws {UserError} when the run left no model, several to choose from, or a damaged one.
 */
export async function planRunPackage(
  store: Store,
  run: Run,
  choice?: string,
): Promise<PackagePlan> {
  const { models, damaged, overwritten } = await modelCandidates(store, run);
  const wanted = choice === undefined ? models : models.filter(({ label }) => label === choice);
  const [model, second] = wanted;
  if (model === undefined) {
    const [broken] = damaged;
    if (broken !== undefined) {
      throw new UserError(
        `The model ${broken.label} of the run ${run.name} is cut off or damaged: ${broken.reason}.`,
        'Run it again, or choose another model.',
      );
    }
    const lost = overwritten.find(({ label }) => choice === undefined || label === choice);
    if (lost !== undefined) {
      throw new UserError(
        `${lost.label} is not what the run ${run.name} wrote any more: it has been written over since.`,
        `Put it back, or run again with trackline.artifact("${lost.label}") in the script, which keeps it with the run.`,
      );
    }
    throw new UserError(
      `The run ${run.name} left no ${choice === undefined ? 'model' : `model ${choice}`} that is known here.`,
      'Log one (mlflow.…log_model), or write it to a file of the project while the run is recorded.',
    );
  }
  if (second !== undefined && choice === undefined) {
    const labels = models.map(({ label }) => label).join(', ');
    throw new UserError(
      `The run ${run.name} left several models: ${labels}.`,
      'Choose one of them.',
    );
  }
  const lineage = lineageOf(store, run);
  return planOf(model.path, model.facts, store, lineage, path.basename(path.dirname(store.root)));
}

/**
 * The package of a model file or folder of no known run. A folder with a Kitfile is the model that
 * the Kitfile names, under the name and version that it gives; the file that describes a folder
 * stands for it.
 *
 * @param store where its packages are counted, if there is one.
 * @throws {UserError} when it is no model, or a damaged one.
 */
export async function planFilePackage(
  target: string,
  store: Store | undefined,
): Promise<PackagePlan> {
  if (!existsSync(target)) throw new UserError(`There is no file ${target}.`, 'Check its path.');
  const describes = ['MLmodel', kitfileName].includes(path.basename(target));
  const place = describes && statSync(target).isFile() ? path.dirname(target) : target;
  const kit = await kitfileModel(place);
  return kit === undefined
    ? await planOfFile(place, store)
    : withKitfile(await planOfFile(kit.file, store), kit, store);
}

/** What a Kitfile says goes before what was made up. */
function withKitfile(
  plan: PackagePlan,
  { name: title, version, description, licence, others }: KitfileModel,
  store: Store | undefined,
): PackagePlan {
  const name = title === undefined ? plan.name : packageNameFor(title);
  const given = version !== undefined && packageVersionProblem(version) === undefined;
  const left: SafetyFinding = {
    level: 'note',
    file: kitfileName,
    text: `It names more than the model, which is not packaged: ${others.join(', ')}.`,
  };
  const { facts } = plan;
  return {
    ...plan,
    name,
    version: given ? version : firstFree(store, name),
    ...(given ? { versionGiven: true } : {}),
    description: description ?? plan.description,
    licence: licence ?? plan.licence,
    facts: others.length === 0 ? facts : { ...facts, findings: [...facts.findings, left] },
  };
}

async function planOfFile(file: string, store: Store | undefined): Promise<PackagePlan> {
  const found = await recogniseModel(file);
  if (found.kind === 'damaged') {
    throw new UserError(`${file} is cut off or damaged: ${found.reason}.`, 'Save the model again.');
  }
  if (found.kind === 'other') {
    throw new UserError(
      `${file} is no model that is known here.`,
      'Known are ONNX, safetensors, GGUF, Keras, XGBoost, LightGBM, PyTorch, pickle, joblib, skops and MLflow models.',
    );
  }
  const run = store === undefined ? undefined : await runThatWrote(store, file);
  const lineage = run === undefined || store === undefined ? undefined : lineageOf(store, run);
  const name = path.basename(file, path.extname(file));
  return planOf(file, found.facts, store, lineage, name);
}

/** The latest run that wrote a file of the project as it is now. */
async function runThatWrote(store: Store, file: string): Promise<Run | undefined> {
  const relative = path.relative(path.dirname(store.root), file).split(path.sep).join('/');
  for (const run of store.runs.list()) {
    const written = store.files
      .of(run.id)
      .find((entry) => entry.direction === 'output' && entry.path === relative);
    if (written === undefined) continue;
    // A folder has no digest of one file.
    if (written.kind === 'folder' || (await isAsLeft(store, file, written))) return run;
  }
  return undefined;
}

function planOf(
  source: string,
  facts: ModelFacts,
  store: Store | undefined,
  lineage: ModelLineage | undefined,
  title: string,
): PackagePlan {
  const name = packageNameFor(title);
  const columns = facts.signature?.inputs.some(
    (input) => input.name !== undefined && input.shape.length === 0,
  );
  return {
    name,
    version: firstFree(store, name),
    description: '',
    licence: '',
    requirements: requirementsFor(facts.libraries, lineage?.packages ?? {}, columns === true),
    ...(facts.signature === undefined ? {} : { signature: facts.signature }),
    source,
    facts,
    ...(lineage === undefined ? {} : { lineage }),
  };
}

function firstFree(store: Store | undefined, name: string): string {
  return store === undefined ? '1' : nextVersion(packagesFolder(store.root), name);
}

/** The first whole number that no package of the name has: `1`, `2`, … as MLflow counts. */
export function nextVersion(packages: string, name: string): string {
  let version = 1;
  while (existsSync(path.join(packages, name, String(version)))) version += 1;
  return String(version);
}

/**
 * Builds a package of a version that nobody chose: that which the source gives itself, else the
 * latest one again when it is of the same content, else the next.
 *
 * @throws {UserError} as {@link buildPackage}.
 */
export async function buildNextVersion(
  plan: PackagePlan,
  packages: string,
  signal?: AbortSignal,
): Promise<BuiltPackage> {
  if (plan.versionGiven === true) return await buildPackage(plan, packages, signal);
  const next = nextVersion(packages, plan.name);
  if (next !== '1') {
    try {
      const latest = String(Number(next) - 1);
      return await buildPackage({ ...plan, version: latest }, packages, signal);
    } catch (error) {
      if (!(error instanceof VersionTaken)) throw error;
    }
  }
  return await buildPackage({ ...plan, version: next }, packages, signal);
}
