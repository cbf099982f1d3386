import type { LibraryNeed, SafetyFinding } from '../../model/modelFile.ts';
import { judgeName } from './names.ts';
import type { PickleScan } from './scanPickle.ts';
import { className, numberOf, stateEntry, textOf } from './values.ts';
import type { PickleValue } from './values.ts';

/** What of a scan a person must know. @param file as findings name it */
export function pickleFindings(scan: PickleScan, file: string): SafetyFinding[] {
  const findings: SafetyFinding[] = [];
  for (const { module, name, called, argument } of scan.imported) {
    const verdict = judgeName(module, name);
    if (verdict === 'expected') continue;
    const does = called ? `calls ${module}.${name}` : `imports ${module}.${name}`;
    const shown = argument === undefined ? '' : ` with ${JSON.stringify(argument.slice(0, 80))}`;
    findings.push(
      verdict === 'dangerous'
        ? { level: 'dangerous', file, text: `Loading it ${does}${shown}, which can run any code.` }
        : {
            level: 'unknown',
            file,
            text: `Loading it ${does}, which no list of model classes has.`,
          },
    );
  }
  for (const oddity of scan.oddities) {
    findings.push({ level: 'unknown', file, text: `It ${oddity}, as no library writes it.` });
  }
  if (scan.unread !== undefined) {
    findings.push({
      level: 'unread',
      file,
      text: `It could not be read to its end (${scan.unread}), so nobody can say what loading it runs.`,
    });
  }
  return findings;
}

/** PyPI's names of modules whose distribution is called otherwise. */
const distributions: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  imblearn: 'imbalanced-learn',
  _loss: 'scikit-learn',
};

/** Modules that come with Python, or that are no distribution of their own. */
const notDistributed = new Set([
  'builtins',
  '__builtin__',
  '__builtins__',
  'collections',
  'copyreg',
  'copy_reg',
  '_codecs',
  're',
  'datetime',
  'decimal',
  'fractions',
  'functools',
  'operator',
  '__main__',
  'persistent',
  'unknown',
  'copyreg extension',
  'posix',
  'nt',
  'os',
  'sys',
  'subprocess',
  'types',
]);

/** The distributions that a pickle imports from, with the versions that its objects carry. */
export function pickleLibraries(scan: PickleScan): LibraryNeed[] {
  const versions = new Map<string, string>();
  for (const value of scan.values) noteVersions(value, versions);
  const names = new Set<string>();
  for (const { module } of scan.imported) {
    const root = module.split('.')[0] ?? '';
    if (root !== '' && !notDistributed.has(module) && !notDistributed.has(root)) {
      names.add(distributions[root] ?? root);
    }
  }
  if (scan.hasArrays) names.add('joblib');
  return [...names].toSorted().map((name) => {
    const version = versions.get(name);
    return version === undefined ? { name } : { name, version };
  });
}

function noteVersions(value: PickleValue, versions: Map<string, string>): void {
  const sklearn = stateText(value, '_sklearn_version');
  if (sklearn !== undefined) versions.set('scikit-learn', sklearn);
}

function stateText(value: PickleValue, key: string): string | undefined {
  return textOf(stateEntry(value, key));
}

/** The names of classes from the outside in: a pipeline, then its steps. */
export function classTree(value: PickleValue | undefined): string[] {
  const own = className(value);
  if (own === undefined) return [];
  const steps = stateEntry(value, 'steps');
  const names = [own];
  if (steps?.kind === 'list') {
    for (const step of steps.items) {
      if (step.kind === 'tuple') names.push(...classTree(step.items[1]));
    }
  }
  return names;
}

/** How many features a fitted scikit-learn model takes; of a pipeline its first step's. */
export function featureCount(value: PickleValue | undefined): number | undefined {
  const own =
    numberOf(stateEntry(value, 'n_features_in_')) ?? numberOf(stateEntry(value, '_n_features_in'));
  if (own !== undefined) return own;
  const steps = stateEntry(value, 'steps');
  const first = steps?.kind === 'list' ? steps.items[0] : undefined;
  return first?.kind === 'tuple' ? featureCount(first.items[1]) : undefined;
}

/** Names of the features that a scikit-learn model was fitted with, where it keeps them. */
export function featureNames(value: PickleValue | undefined): string[] | undefined {
  const kept = stateEntry(value, 'feature_names_in_');
  // joblib keeps an array of objects as a pickle beside its description.
  const names = stateEntry(kept, 'array') ?? kept;
  // numpy keeps an array of objects as (version, shape, dtype, order, list).
  const items =
    names?.kind === 'object' && names.state?.kind === 'tuple'
      ? names.state.items.at(-1)
      : undefined;
  if (items?.kind === 'list') {
    const texts = items.items.map(textOf);
    if (texts.every((text) => text !== undefined)) return texts;
  }
  const steps = stateEntry(value, 'steps');
  const first = steps?.kind === 'list' ? steps.items[0] : undefined;
  return first?.kind === 'tuple' ? featureNames(first.items[1]) : undefined;
}
