import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { errorText, UserError } from '../model/errors.ts';
import { formatNames, type ValueSpec } from '../model/modelFile.ts';
import type { VersionFacts } from '../model/compareVersions.ts';
import { readSignature } from '../registry/formats/mlflowModel.ts';
import type { Store } from '../store/store.ts';
import { lineageOf } from './lineage.ts';

/** Gives the text of a file of a version; undefined when it has none of that name. */
export type VersionReader = (file: string) => Promise<string | undefined>;

/** Reads the files of a version that lies in a folder. */
export function folderReader(folder: string): VersionReader {
  return (file) =>
    readFile(path.join(folder, file), 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
}

const text = v.optional(v.string(), '');
const mlmodel = v.object({
  run_id: v.nullish(v.string()),
  utc_time_created: v.nullish(v.string()),
  flavors: v.record(v.string(), v.unknown()),
  signature: v.nullish(v.object({ inputs: v.nullish(v.string()), outputs: v.nullish(v.string()) })),
});
const kitfile = v.object({
  package: v.object({ name: v.string(), version: v.string(), license: text }),
  model: v.object({ framework: text, format: text }),
});
const bom = v.object({
  metadata: v.object({
    timestamp: v.string(),
    component: v.object({
      modelCard: v.object({
        modelParameters: v.object({ modelArchitecture: text }),
        quantitativeAnalysis: v.object({
          performanceMetrics: v.array(v.object({ type: v.string(), value: v.string() })),
        }),
      }),
    }),
  }),
});
const dependency = v.object({
  name: text,
  digest: v.optional(v.record(v.string(), v.string()), {}),
});
const provenance = v.object({
  predicate: v.object({
    buildDefinition: v.object({
      externalParameters: v.object({ params: v.optional(v.record(v.string(), v.string()), {}) }),
      internalParameters: v.object({ uncommittedChanges: v.optional(v.boolean()) }),
      resolvedDependencies: v.array(dependency),
    }),
    runDetails: v.object({ metadata: v.optional(v.object({ invocationId: v.string() })) }),
  }),
});

/**
 * What the files of a version say of it. Of an MLflow Model without documents of ours the store
 * adds what its run has on record.
 *
 * @param named what it is called where that is not in its files.
 * @throws {UserError} when it is no model, or its files are damaged.
 */
export async function readVersionFacts(
  read: VersionReader,
  named: { readonly name: string; readonly version: string },
  store?: Store,
): Promise<VersionFacts> {
  const label = `${named.name} ${named.version}`;
  const described = await read('MLmodel');
  if (described === undefined) throw new UserError(`${label} is no MLflow Model.`, '');
  try {
    const model = v.parse(mlmodel, parse(described));
    const signature = readSignature(model.signature?.inputs, model.signature?.outputs);
    const own = await documents(read);
    const run = own?.run ?? model.run_id ?? undefined;
    const created = own?.created ?? isoTime(model.utc_time_created);
    return {
      name: own?.name ?? named.name,
      version: own?.version ?? named.version,
      ...(created !== undefined && { created }),
      ...(run !== undefined && { run }),
      about: own?.about ?? { Flavor: Object.keys(model.flavors).toSorted().join(', ') },
      ...(signature !== undefined && {
        signature: {
          inputs: signature.inputs.map(specText),
          outputs: signature.outputs.map(specText),
        },
      }),
      requirements: requirementsOf((await read('requirements.txt')) ?? ''),
      ...(own ?? recordOf(store, run)),
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`The files of ${label} are damaged: ${errorText(error)}.`, '', {
      cause: error,
    });
  }
}

type Recorded = Pick<VersionFacts, 'metrics' | 'params' | 'data' | 'code'>;

/** What the documents of a package say; undefined for other models. */
async function documents(
  read: VersionReader,
): Promise<
  (Recorded & Pick<VersionFacts, 'name' | 'version' | 'about' | 'run' | 'created'>) | undefined
> {
  const texts = [await read('Kitfile'), await read('bom.cdx.json'), await read('provenance.json')];
  const [kit, bill, origin] = texts;
  if (kit === undefined || bill === undefined || origin === undefined) return undefined;
  const { package: named, model } = v.parse(kitfile, parse(kit));
  const { timestamp, component } = v.parse(bom, JSON.parse(bill)).metadata;
  const { modelParameters, quantitativeAnalysis } = component.modelCard;
  const { buildDefinition, runDetails } = v.parse(provenance, JSON.parse(origin)).predicate;
  const { externalParameters, internalParameters, resolvedDependencies } = buildDefinition;
  const sources = resolvedDependencies.map(({ digest }) => digest);
  const run = runDetails.metadata?.invocationId;
  return {
    name: named.name,
    version: named.version,
    // A file of no known run has no time: its documents say the epoch.
    ...(run !== undefined && { run, created: timestamp }),
    about: filled({
      Format: formatName(model.format),
      Class: modelParameters.modelArchitecture,
      Library: model.framework,
      Licence: named.license,
    }),
    metrics: Object.fromEntries(
      quantitativeAnalysis.performanceMetrics.map(({ type, value }) => [type, value]),
    ),
    params: externalParameters.params,
    data: Object.fromEntries(
      resolvedDependencies
        .filter(({ name, digest }) => name !== '' && digest['gitTree'] === undefined)
        .map(({ name, digest }) => [name, digestText(digest['sha256'])]),
    ),
    code: codeOf(
      sources.find((digest) => digest['gitCommit'] !== undefined)?.['gitCommit'],
      sources.find((digest) => digest['gitTree'] !== undefined)?.['gitTree'],
      run === undefined ? undefined : internalParameters.uncommittedChanges,
    ),
  };
}

/** What is on record of a run; nothing of one that is not. */
function recordOf(store: Store | undefined, runId: string | undefined): Recorded {
  const run = runId === undefined ? undefined : store?.runs.get(runId);
  if (run === undefined || store === undefined)
    return { metrics: {}, params: {}, data: {}, code: {} };
  const { metrics, params, inputs, commit, snapshot, dirty } = lineageOf(store, run);
  return {
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([key, value]) => [key, String(value)]),
    ),
    params,
    data: Object.fromEntries(inputs.map((input) => [input.path, input.digest ?? ''])),
    code: codeOf(commit, snapshot, dirty),
  };
}

function codeOf(
  commit: string | undefined,
  tree: string | undefined,
  dirty: boolean | undefined,
): Readonly<Record<string, string>> {
  return filled({
    Commit: commit ?? '',
    'Code as it ran': tree ?? '',
    'Uncommitted changes': commit === undefined || dirty === undefined ? '' : dirty ? 'yes' : 'no',
  });
}

function formatName(format: string): string {
  return Object.entries(formatNames).find(([id]) => id === format)?.[1] ?? format;
}

function filled(rows: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(rows).filter(([, value]) => value !== ''));
}

function digestText(sha256: string | undefined): string {
  return sha256 === undefined ? '' : `sha256:${sha256}`;
}

function requirementsOf(file: string): Readonly<Record<string, string>> {
  const lines = file
    .split('\n')
    .map((line) => line.replace(/\s*(#|;).*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('-'));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = line, , pinned = ''] = /^([\w.[\],-]+)\s*(==\s*)?(.*)$/.exec(line) ?? [];
      return [name.toLowerCase(), pinned];
    }),
  );
}

function specText({ name, dtype, shape }: ValueSpec): string {
  const sides = shape.map((side) => side ?? '?').join(', ');
  return `${name ?? ''} ${dtype}${shape.length === 0 ? '' : ` [${sides}]`}`.trim();
}

/** MLflow writes `2026-01-02 03:04:05.678901`, UTC without saying so. */
function isoTime(written: string | null | undefined): string | undefined {
  const time = Date.parse(`${written?.replace(' ', 'T') ?? ''}Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
