/** What is known of a version of a model, wherever it lies. */
export interface VersionFacts {
  readonly name: string;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly created?: string;
  readonly run?: string;
  /** Format, class, licence, digest and the like, by what they are called. */
  readonly about: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** Each as `name dtype [shape]`; undefined when nothing is known of them. */
  readonly signature?: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
  /** Data that its run read: path → digest, empty where none was worked out. */
  readonly data: Readonly<Record<string, string>>;
  /** Distribution → pinned version, empty where it is not pinned. */
  readonly requirements: Readonly<Record<string, string>>;
  /** `Commit`, `Code as it ran`, `Uncommitted changes`, as far as they are known. */
  readonly code: Readonly<Record<string, string>>;
}

/** One thing beside its other; absent where one of the versions does not have it. */
export interface ComparedValue {
  readonly key: string;
  readonly a?: string;
  readonly b?: string;
  readonly same: boolean;
  /** `b` less `a`, where both are numbers. */
  readonly delta?: number;
}

/** The parts that versions are compared in, in the order in which people ask. */
export const comparedParts = [
  'metrics',
  'signature',
  'data',
  'code',
  'params',
  'requirements',
  'about',
] as const;
export type ComparedPart = (typeof comparedParts)[number];

type Side = Pick<VersionFacts, 'name' | 'version' | 'created' | 'run'>;

/** Two versions beside each other. */
export interface VersionComparison {
  readonly a: Side;
  readonly b: Side;
  readonly parts: Readonly<Record<ComparedPart, readonly ComparedValue[]>>;
}

/** Sets two versions beside each other, with what is the same too. */
export function compareVersions(a: VersionFacts, b: VersionFacts): VersionComparison {
  return {
    a: sideOf(a),
    b: sideOf(b),
    parts: {
      metrics: compared(a.metrics, b.metrics, difference),
      signature: compared(signatureRows(a), signatureRows(b)),
      data: compared(a.data, b.data),
      code: compared(a.code, b.code),
      params: compared(a.params, b.params, difference),
      requirements: compared(a.requirements, b.requirements),
      about: compared(a.about, b.about),
    },
  };
}

function sideOf({ name, version, created, run }: VersionFacts): Side {
  return {
    name,
    version,
    ...(created !== undefined && { created }),
    ...(run !== undefined && { run }),
  };
}

function signatureRows({ signature }: VersionFacts): Readonly<Record<string, string>> {
  if (signature === undefined) return {};
  return Object.fromEntries([
    ...numbered('Input', signature.inputs),
    ...numbered('Output', signature.outputs),
  ]);
}

function numbered(kind: string, values: readonly string[]): (readonly [string, string])[] {
  return values.map((value, at) => [`${kind} ${at + 1}`, value]);
}

function compared(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
  less: typeof difference = () => undefined,
): ComparedValue[] {
  // The order of the first, then what the second alone has.
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => {
    const left = Object.hasOwn(a, key) ? a[key] : undefined;
    const right = Object.hasOwn(b, key) ? b[key] : undefined;
    const delta = less(left, right);
    return {
      key,
      ...(left !== undefined && { a: left }),
      ...(right !== undefined && { b: right }),
      same: left === right || delta === 0,
      ...(delta !== undefined && { delta }),
    };
  });
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function difference(a: string | undefined, b: string | undefined): number | undefined {
  if (a === undefined || b === undefined || !number.test(a) || !number.test(b)) return undefined;
  return Number(b) - Number(a);
}
