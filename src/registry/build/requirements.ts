import type { LibraryNeed } from '../../model/modelFile.ts';

/** Distributions that others cannot do without at prediction, though a model's file is silent. */
const companions: Readonly<Record<string, readonly string[]>> = {
  'scikit-learn': ['numpy', 'scipy', 'joblib'],
  xgboost: ['numpy', 'scipy'],
  lightgbm: ['numpy', 'scipy'],
  onnxruntime: ['numpy'],
  joblib: ['numpy'],
};

/** The MLflow whose folders ours are like; requirements name it where the run had none. */
export const mlflowVersion = '3.17.2';

/**
 * The pinned requirements of a model: what its file needs and no more, with the versions that the
 * run had. A library that the run did not have, or without a run, keeps the file's own version.
 *
 * @param packages installed distributions, PEP 503 name → version.
 */
export function requirementsFor(
  needs: readonly LibraryNeed[],
  packages: Readonly<Record<string, string>>,
  namesColumns: boolean,
): string[] {
  const versions = new Map<string, string | undefined>([
    ['mlflow', packages['mlflow'] ?? mlflowVersion],
  ]);
  for (const { name, version } of needs) {
    versions.set(name, packages[name] ?? version ?? versions.get(name));
    for (const companion of companions[name] ?? []) {
      const installed = packages[companion];
      if (installed !== undefined) versions.set(companion, installed);
    }
  }
  // Columns by name come as a DataFrame.
  const pandas = packages['pandas'];
  if (namesColumns && pandas !== undefined) versions.set('pandas', pandas);
  return [...versions]
    .map(([name, version]) => (version === undefined ? name : `${name}==${version}`))
    .toSorted();
}
