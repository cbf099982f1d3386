import type { Command, Environment } from './launch.ts';
import type { RunFile } from './run.ts';

/** One named value that is not the same in two runs. */
export type ValueDifference =
  | { readonly kind: 'added'; readonly name: string; readonly after: string }
  | { readonly kind: 'removed'; readonly name: string; readonly before: string }
  | {
      readonly kind: 'changed';
      readonly name: string;
      readonly before: string;
      readonly after: string;
    };

/** A file or dataset that two runs did not read alike. Digests are those on record. */
export type InputDifference =
  | { readonly kind: 'only-before'; readonly path: string }
  | { readonly kind: 'only-after'; readonly path: string }
  | {
      readonly kind: 'changed';
      readonly path: string;
      readonly before: string;
      readonly after: string;
    }
  /** The content of one of the two is not known, so nobody can tell. */
  | { readonly kind: 'unknown'; readonly path: string };

/** What is not the same about where two runs ran. */
export type EnvironmentDifference =
  | { readonly kind: 'package'; readonly difference: ValueDifference }
  | { readonly kind: 'interpreter'; readonly before: string; readonly after: string }
  | { readonly kind: 'platform'; readonly before: string; readonly after: string }
  | { readonly kind: 'hardware'; readonly difference: ValueDifference }
  | { readonly kind: 'variable'; readonly difference: ValueDifference }
  /** Nothing is on record of the environment of one of the two. */
  | { readonly kind: 'unknown' };

export type CommandDifference =
  | {
      readonly kind: 'arguments';
      readonly before: readonly string[];
      readonly after: readonly string[];
    }
  | { readonly kind: 'folder'; readonly before: string; readonly after: string }
  | { readonly kind: 'unknown' };

/** Differences, and of how many things it is known that they are the same. */
export interface Part<D> {
  readonly equal: number;
  readonly differences: readonly D[];
}

/** How two runs differ, but for their code. */
export interface RunDifference {
  readonly params: Part<ValueDifference>;
  readonly inputs: Part<InputDifference>;
  readonly environment: Part<EnvironmentDifference>;
  readonly command: Part<CommandDifference>;
}

/** What of a run is compared here. */
export interface ComparedRun {
  readonly params: Readonly<Record<string, string>>;
  readonly inputs: readonly Pick<RunFile, 'path' | 'digest'>[];
  readonly environment?: Environment;
  readonly command?: Command;
}

/** Compares two runs, all but their code. */
export function runDifference(before: ComparedRun, after: ComparedRun): RunDifference {
  return {
    params: valueDifferences(before.params, after.params),
    inputs: inputDifferences(before.inputs, after.inputs),
    environment: environmentDifferences(before.environment, after.environment),
    command: commandDifferences(before.command, after.command),
  };
}

/** Whether nothing is known to differ, nor unknown. */
export function isSame(difference: RunDifference): boolean {
  return Object.values(difference).every((part: Part<unknown>) => part.differences.length === 0);
}

/** Compares values by their names. */
export function valueDifferences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Part<ValueDifference> {
  return compareByName(
    new Map(Object.entries(before)),
    new Map(Object.entries(after)),
    (name, was, is): ValueDifference | undefined => {
      if (was === is) return undefined;
      if (was === undefined) return { kind: 'added', name, after: is ?? '' };
      if (is === undefined) return { kind: 'removed', name, before: was };
      return { kind: 'changed', name, before: was, after: is };
    },
  );
}

type Input = ComparedRun['inputs'][number];

/** Compares what was read, by path. */
export function inputDifferences(
  before: readonly Input[],
  after: readonly Input[],
): Part<InputDifference> {
  return compareByName(
    new Map(before.map((file) => [file.path, file])),
    new Map(after.map((file) => [file.path, file])),
    (path, was, is): InputDifference | undefined => {
      if (was === undefined) return { kind: 'only-after', path };
      if (is === undefined) return { kind: 'only-before', path };
      if (was.digest === undefined || is.digest === undefined) return { kind: 'unknown', path };
      if (was.digest === is.digest) return undefined;
      return { kind: 'changed', path, before: was.digest, after: is.digest };
    },
  );
}

function environmentDifferences(
  before: Environment | undefined,
  after: Environment | undefined,
): Part<EnvironmentDifference> {
  if (before === undefined && after === undefined) return { equal: 0, differences: [] };
  if (before === undefined || after === undefined) {
    return { equal: 0, differences: [{ kind: 'unknown' }] };
  }
  const packages = valueDifferences(before.packages, after.packages);
  const hardware = valueDifferences(hardwareOf(before), hardwareOf(after));
  const variables = valueDifferences(before.variables, after.variables);
  const [was = '', is = ''] = [before.interpreter?.version, after.interpreter?.version];
  const system = { before: before.platform, after: after.platform };
  const sameInterpreter = was === is;
  const sameSystem = system.before === system.after;
  return {
    equal:
      packages.equal +
      hardware.equal +
      variables.equal +
      Number(sameInterpreter && was !== '') +
      Number(sameSystem),
    differences: [
      ...(sameInterpreter ? [] : [{ kind: 'interpreter', before: was, after: is } as const]),
      ...(sameSystem ? [] : [{ kind: 'platform', ...system } as const]),
      ...of('hardware', hardware),
      ...of('package', packages),
      ...of('variable', variables),
    ],
  };
}

function of<K extends 'hardware' | 'package' | 'variable'>(
  kind: K,
  part: Part<ValueDifference>,
): readonly { readonly kind: K; readonly difference: ValueDifference }[] {
  return part.differences.map((difference) => ({ kind, difference }));
}

function hardwareOf(environment: Environment): Readonly<Record<string, string>> {
  return {
    CPU: `${environment.cpu} × ${environment.cpus}`,
    ...Object.fromEntries(environment.gpus.map((gpu, index) => [`GPU ${index}`, gpu])),
  };
}

function commandDifferences(
  before: Command | undefined,
  after: Command | undefined,
): Part<CommandDifference> {
  if (before === undefined && after === undefined) return { equal: 0, differences: [] };
  if (before === undefined || after === undefined) {
    return { equal: 0, differences: [{ kind: 'unknown' }] };
  }
  const differences: CommandDifference[] = [];
  if (JSON.stringify(before.argv) !== JSON.stringify(after.argv)) {
    differences.push({ kind: 'arguments', before: before.argv, after: after.argv });
  }
  if (before.cwd !== after.cwd) {
    differences.push({ kind: 'folder', before: before.cwd, after: after.cwd });
  }
  return { equal: 2 - differences.length, differences };
}

function compareByName<T, D>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  compare: (name: string, was: T | undefined, is: T | undefined) => D | undefined,
): Part<D> {
  const differences: D[] = [];
  let equal = 0;
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const difference = compare(name, before.get(name), after.get(name));
    if (difference === undefined) equal += 1;
    else differences.push(difference);
  }
  return { equal, differences };
}
