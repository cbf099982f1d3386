import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isBlocking } from '../../model/modelFile.ts';
import type { PackageFile, PackagePlan, PackageWishes } from '../../model/modelPackage.ts';
import { draftRequests, type DraftFiles } from '../../protocol/packageDraft.ts';
import type { PackageSource } from '../../protocol/packages.ts';
import { cardText } from '../../registry/build/documents.ts';
import { recipeFor } from '../../registry/build/recipe.ts';
import { filesBelow, fileSha256, sumsFile } from '../../registry/sums.ts';
import type { Store } from '../../store/store.ts';
import type { PackageParts } from './parts.ts';
import { planOf } from './previews.ts';

/** Answers what the sheet asks before a package is built. */
export function answerDrafts({ connection, projects, answer, answerUntil }: PackageParts): void {
  connection.onRequest(
    draftRequests.files,
    answerUntil(async ({ store, source }, signal) =>
      draftFiles(await planOf(projects.store(store), source), signal),
    ),
  );
  connection.onRequest(
    draftRequests.card,
    answer(async ({ store, source, wishes }) =>
      cardText(await wishedPlan(projects.store(store), source, wishes)),
    ),
  );
}

/**
 * The package of a source as a person wishes it.
 *
 * @param override why they override the findings.
 */
export async function wishedPlan(
  store: Store | undefined,
  source: PackageSource,
  wishes: PackageWishes,
  override?: string,
): Promise<PackagePlan> {
  const { signature, ...plan } = await planOf(store, source);
  const findings = plan.facts.findings.filter(isBlocking);
  // An MLflow Model keeps its own.
  const kept = plan.facts.format === 'mlflow' && signature !== undefined ? { signature } : {};
  return {
    ...plan,
    ...wishes,
    ...kept,
    ...(override === undefined || findings.length === 0
      ? {}
      : { overridden: { reason: override, findings } }),
  };
}

async function draftFiles(
  { source, facts }: PackagePlan,
  signal: AbortSignal,
): Promise<DraftFiles> {
  const documents = ['Kitfile', 'README.md', 'bom.cdx.json', 'provenance.json', sumsFile];
  const environment = ['requirements.txt', 'conda.yaml', 'python_env.yaml'];
  if (facts.format === 'mlflow') {
    const own = (await filesBelow(source, signal)).filter(
      ({ path: file }) => !documents.includes(file),
    );
    const missing = environment.filter((file) => !own.some(({ path: there }) => there === file));
    return { own, written: [...missing, ...documents] };
  }
  const { data, files } = recipeFor(facts, path.extname(source));
  const own: PackageFile = {
    path: data,
    bytes: (await stat(source)).size,
    sha256: await fileSha256(source, signal),
  };
  const written = ['MLmodel', ...Object.keys(files), ...environment, ...documents];
  return { own: [own], written };
}
