import { stringify } from 'yaml';
import {
  formatNames,
  type ModelFacts,
  type SafetyFinding,
  type ValueSpec,
} from '../../model/modelFile.ts';
import type { PackageFile, PackagePlan } from '../../model/modelPackage.ts';

/*
 * What travels with a model for people and tools: a card, a Kitfile, a bill of materials and
 * provenance. Each depends on the plan alone, so that building twice gives the same bytes.
 */

/** The Kitfile. Source: the reference of KitOps, manifestVersion 1.0.0. */
export function kitfileText(plan: PackagePlan, data: string): string {
  const { name, version, description, licence, facts, lineage } = plan;
  return stringify(
    {
      manifestVersion: '1.0.0',
      package: {
        name,
        version,
        ...(description === '' ? {} : { description: firstLine(description) }),
        ...(licence === '' ? {} : { license: licence }),
      },
      model: {
        name,
        path: data,
        framework: frameworkOf(facts) ?? formatNames[facts.format],
        format: facts.format,
        version,
        ...(licence === '' ? {} : { license: licence }),
        ...(lineage === undefined ? {} : { parameters: { ...lineage.params } }),
      },
      code: [{ path: 'requirements.txt', description: 'What the model needs to be loaded' }],
      docs: [{ path: 'README.md', description: 'Model card' }],
    },
    { lineWidth: 0 },
  );
}

/** Libraries that hold a model's numbers, and are not what it was made with. */
const holders = new Set(['joblib', 'numpy', 'scipy', 'cloudpickle']);

function frameworkOf({ libraries }: ModelFacts): string | undefined {
  return (libraries.find(({ name }) => !holders.has(name)) ?? libraries[0])?.name;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** The model card: YAML for machines, then Markdown for people. */
export function cardText(plan: PackagePlan): string {
  const { name, version, description, licence, facts, lineage, signature } = plan;
  const framework = frameworkOf(facts);
  const front = stringify({
    ...(licence === '' ? {} : { license: licence }),
    ...(framework === undefined ? {} : { library_name: framework }),
    model_name: name,
    tags: ['trackline', facts.format],
  });
  const sections = [
    `---\n${front}---\n\n# ${cell(name)} ${version}`,
    description,
    table('Model', [
      ['Format', formatNames[facts.format]],
      ['Class', facts.modelClass ?? '–'],
      ...Object.entries(facts.details),
    ]),
    signature === undefined
      ? ''
      : table('Inputs and outputs', [
          ...rowsOf('Input', signature.inputs),
          ...rowsOf('Output', signature.outputs),
        ]),
    lineage === undefined
      ? ''
      : table(
          'Metrics',
          Object.entries(lineage.metrics).map(([key, value]) => [key, String(value)]),
        ),
    lineage === undefined ? '' : table('Parameters', Object.entries(lineage.params)),
    lineage === undefined ? '' : table('Where it comes from', lineageRows(plan)),
    `## Safety\n\n${safety(facts.findings)}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function lineageRows({ lineage }: PackagePlan): (readonly [string, string])[] {
  if (lineage === undefined) return [];
  return [
    ['Run', `${lineage.runName} (${lineage.runId})`],
    ['Experiment', lineage.experiment],
    ['Trained', new Date(lineage.startTime).toISOString()],
    ['Command', lineage.command?.join(' ') ?? '–'],
    [
      'Commit',
      `${lineage.commit ?? '–'}${lineage.dirty === true ? ', with uncommitted changes' : ''}`,
    ],
    ['Code as it ran', lineage.snapshot ?? '–'],
    ...lineage.inputs.map(
      ({ path, digest }) => ['Data', `${path} ${digest ?? ''}`.trim()] as const,
    ),
  ];
}

function safety(findings: readonly SafetyFinding[]): string {
  if (findings.length === 0) return 'The scan of its files found nothing to report.';
  return findings
    .map(({ level, file, text }) => `- **${level}** in ${cell(file)}: ${cell(text)}`)
    .join('\n');
}

function described({ name, dtype, shape }: ValueSpec): string {
  const sides = shape.map((side) => side ?? '?').join(', ');
  return `${name ?? ''} ${dtype}${shape.length === 0 ? '' : ` [${sides}]`}`.trim();
}

/** Lines of a table that a person reads; all of them stand in `MLmodel`. */
const rowsShown = 12;

function rowsOf(kind: string, values: readonly ValueSpec[]): (readonly [string, string])[] {
  const shown = values.length > rowsShown + 1 ? values.slice(0, rowsShown) : values;
  const more = values.length - shown.length;
  return [
    ...shown.map((value) => [kind, described(value)] as const),
    ...(more === 0 ? [] : [['…', `and ${more} more, which MLmodel lists`] as const]),
  ];
}

function table(title: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(([key, value]) => `| ${cell(key)} | ${cell(value)} |`);
  return [`## ${title}`, '', '| | |', '|---|---|', ...lines].join('\n');
}

/** Text of others inside Markdown: nothing of it is markup. */
function cell(text: string): string {
  return text.replaceAll(/[\\|<>`*_[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}

/**
 * The bill of materials. Source: CycloneDX 1.6, component type `machine-learning-model`.
 *
 * @param files the model's own files.
 */
export function bomText(plan: PackagePlan, files: readonly PackageFile[]): string {
  const { name, version, facts, lineage, signature, licence } = plan;
  const data = (lineage?.inputs ?? []).map(({ path, digest }, index) => ({
    type: 'data',
    'bom-ref': `data-${index}`,
    name: path,
    ...(digest === undefined
      ? {}
      : { hashes: [{ alg: 'SHA-256', content: digest.replace(/^sha256:/, '') }] }),
    data: [{ type: 'dataset', name: path, contents: { url: encodeURI(path) } }],
  }));
  const libraries = plan.requirements.map((line) => {
    const [library = line, pinned] = line.split('==');
    const purl = `pkg:pypi/${library}${pinned === undefined ? '' : `@${pinned}`}`;
    return {
      type: 'library',
      'bom-ref': purl,
      name: library,
      ...(pinned === undefined ? {} : { version: pinned }),
      purl,
    };
  });
  const [model] = files;
  return json({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: new Date(createdTime(plan)).toISOString(),
      tools: { components: [{ type: 'application', name: 'Trackline' }] },
      component: {
        type: 'machine-learning-model',
        'bom-ref': 'model',
        name,
        version,
        ...(model === undefined || files.length > 1
          ? {}
          : { hashes: [{ alg: 'SHA-256', content: model.sha256 }] }),
        ...(licence === '' ? {} : { licenses: [{ expression: licence }] }),
        modelCard: {
          modelParameters: {
            ...(facts.modelClass === undefined ? {} : { modelArchitecture: facts.modelClass }),
            datasets: data.map(({ 'bom-ref': ref }) => ({ ref })),
            inputs: (signature?.inputs ?? []).map((value) => ({ format: described(value) })),
            outputs: (signature?.outputs ?? []).map((value) => ({ format: described(value) })),
          },
          quantitativeAnalysis: {
            performanceMetrics: Object.entries(lineage?.metrics ?? {}).map(([type, value]) => ({
              type,
              value: String(value),
            })),
          },
        },
      },
    },
    components: [...data, ...libraries],
    dependencies: [
      { ref: 'model', dependsOn: [...data, ...libraries].map(({ 'bom-ref': ref }) => ref) },
    ],
  });
}

/**
 * Where the model comes from, as an in-toto statement with SLSA provenance 1.0. What an editor
 * builds on a person's machine is build level 1: it is on record, and nothing proves it.
 */
export function provenanceText(plan: PackagePlan, files: readonly PackageFile[]): string {
  const { lineage } = plan;
  const dependencies = [
    ...(lineage?.commit === undefined
      ? []
      : [{ uri: `git+${lineage.source ?? 'local'}`, digest: { gitCommit: lineage.commit } }]),
    ...(lineage?.snapshot === undefined
      ? []
      : [{ name: 'code as it ran', digest: { gitTree: lineage.snapshot } }]),
    ...(lineage?.inputs ?? []).map(({ path, digest }) => ({
      name: path,
      ...(digest === undefined ? {} : { digest: { sha256: digest.replace(/^sha256:/, '') } }),
    })),
  ];
  return json({
    _type: 'https://in-toto.io/Statement/v1',
    subject: files.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'urn:trackline:train:v1',
        externalParameters: { command: lineage?.command ?? [], params: lineage?.params ?? {} },
        internalParameters: {
          slsaBuildLevel: 1,
          uncommittedChanges: lineage?.dirty ?? false,
          ...(lineage?.python === undefined ? {} : { python: lineage.python }),
          ...(plan.overridden === undefined ? {} : { overriddenFindings: plan.overridden }),
        },
        resolvedDependencies: dependencies,
      },
      runDetails: {
        builder: { id: 'urn:trackline:local' },
        ...(lineage === undefined
          ? {}
          : {
              metadata: {
                invocationId: lineage.runId,
                startedOn: new Date(lineage.startTime).toISOString(),
                ...(lineage.endTime === undefined
                  ? {}
                  : { finishedOn: new Date(lineage.endTime).toISOString() }),
              },
            }),
      },
    },
  });
}

/** When the model was made, in milliseconds; the epoch for a file that no run is known of. */
export function createdTime({ lineage }: PackagePlan): number {
  return lineage?.endTime ?? lineage?.startTime ?? 0;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
