import type { ModelFacts, ModelSignature, SafetyFinding } from './modelFile.ts';

/** Where a model comes from: the record of its run, as far as there is one. */
export interface ModelLineage {
  readonly runId: string;
  readonly runName: string;
  readonly experiment: string;
  /** Milliseconds since the epoch, UTC. */
  readonly startTime: number;
  readonly endTime?: number;
  /** Program and arguments; secrets are masked on record. */
  readonly command?: readonly string[];
  readonly commit?: string;
  /** The git tree of the code as it ran, uncommitted changes included. */
  readonly snapshot?: string;
  /** Whether the code differed from the commit. */
  readonly dirty?: boolean;
  /** Address of the repository, without credentials. */
  readonly source?: string;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** Data that the run read, `sha256:<hex>` where it was worked out. */
  readonly inputs: readonly { readonly path: string; readonly digest?: string }[];
  /** Python's version, `3.11.2`. */
  readonly python?: string;
  /** Installed distributions, name → version. */
  readonly packages: Readonly<Record<string, string>>;
}

/** What a person may change of a package before it is built. */
export interface PackageWishes {
  /** See {@link packageNameProblem}. */
  readonly name: string;
  /** See {@link packageVersionProblem}. */
  readonly version: string;
  readonly description: string;
  /** An SPDX expression, or empty. */
  readonly licence: string;
  /** Pinned lines of a requirements file. */
  readonly requirements: readonly string[];
  readonly signature?: ModelSignature;
  /** The model card in the person's own words; else it is made of the rest. */
  readonly card?: string;
  /** To take the first row of the run's data as an input example; see `inputExampleOf`. */
  readonly exampleOfData?: boolean;
}

/** Rows that a model can be tried with. */
export interface InputExample {
  readonly columns: readonly string[];
  readonly data: readonly (readonly (number | string)[])[];
  /** The file that they were taken from. */
  readonly from: string;
}

/** A package that is to be built; everything that goes into it is here. */
export interface PackagePlan extends PackageWishes {
  /** Absolute path of the model's file or folder. */
  readonly source: string;
  readonly facts: ModelFacts;
  /** The source names its version itself, so that it is not counted on. */
  readonly versionGiven?: true;
  /** Absent for a file that no run is known of. */
  readonly lineage?: ModelLineage;
  /** An MLflow Model keeps its own. */
  readonly example?: InputExample;
  /** Findings that a person has looked at and overridden, with their reason. */
  readonly overridden?: { readonly reason: string; readonly findings: readonly SafetyFinding[] };
}

/** A file of a package; its digest is of the content. */
export interface PackageFile {
  /** Relative, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hexadecimal SHA-256. */
  readonly sha256: string;
}

/** A package that lies on disk. */
export interface BuiltPackage {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** `sha256:<hex>` of the list of sums, which covers every other file. */
  readonly digest: string;
  readonly bytes: number;
  readonly files: readonly PackageFile[];
}

/** What is known of a package's signature. A key is named by the SHA-256 of its public part. */
export type SignatureCheck =
  | { readonly kind: 'none' }
  /** There is one, and no key to check it with. */
  | { readonly kind: 'unchecked'; readonly key?: string }
  | { readonly kind: 'valid'; readonly key: string }
  /** The reason is a sentence. */
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * What is wrong with a name, as a sentence. Names go into repositories of OCI registries, file
 * names and MLflow's registry, so they are what all of these take.
 */
export function packageNameProblem(name: string): string | undefined {
  if (name === '') return 'A model needs a name.';
  if (name.length > 128) return 'A model’s name has at most 128 characters.';
  if (/^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/.test(name)) return undefined;
  return 'A model’s name has lower-case letters, digits, and single “.”, “_” or “-” between them.';
}

/** What is wrong with a version, as a sentence: it becomes the tag of an OCI registry. */
export function packageVersionProblem(version: string): string | undefined {
  if (/^\w[\w.-]{0,127}$/.test(version)) return undefined;
  return 'A version begins with a letter or digit and has letters, digits, “.”, “_” and “-”, 128 at most.';
}

/** The nearest name that {@link packageNameProblem} takes; `model` when nothing is left. */
export function packageNameFor(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/[._-]*-[._-]*/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/_{2,}/g, '_')
    .replaceAll(/[._]{2,}/g, '_')
    .replaceAll(/^[._-]+|[._-]+$/g, '')
    .slice(0, 128)
    .replaceAll(/[._-]+$/g, '');
  return name === '' ? 'model' : name;
}
