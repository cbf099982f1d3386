import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { errorText } from './errors.ts';
import { gateSchema, type Gate } from './gates.ts';

/** The project's one primary metric and which way it gets better. */
export interface Objective {
  readonly metric: string;
  readonly direction: 'maximize' | 'minimize';
}

/** What this version of Trackline reads of `trackline.yaml`; other keys are left to later ones. */
export interface ProjectFile {
  readonly objective?: Objective;
  /** Files and folders that runs read and that no hook can see, relative to the project. */
  readonly inputs: readonly string[];
  /** Where packages are pushed to, by the names that people call them. */
  readonly registries: Readonly<Record<string, RegistryEntry>>;
  /** What a model must meet before it may be promoted. */
  readonly gates: readonly Gate[];
}

/** A registry of `trackline.yaml`; credentials are never in it. */
export interface RegistryEntry {
  /** `oci://HOST/PREFIX` or the `http(s)://` address of an MLflow server. */
  readonly url: string;
  /** File with the certificate of an authority of one's own, relative to the project. */
  readonly ca?: string;
}

const registryUrl = v.pipe(
  v.string(),
  v.regex(
    /^(oci|https?):\/\/[^@]+$/,
    'an oci:// or https:// address without credentials is expected',
  ),
);

const schema = v.object({
  objective: v.optional(
    v.object({
      metric: v.pipe(v.string(), v.minLength(1)),
      direction: v.picklist(['maximize', 'minimize']),
    }),
  ),
  inputs: v.optional(v.array(v.string()), []),
  gates: v.optional(v.array(gateSchema), []),
  registries: v.optional(
    v.record(
      v.string(),
      v.union([registryUrl, v.object({ url: registryUrl, ca: v.optional(v.string()) })]),
    ),
    {},
  ),
});

/** One thing that is wrong in a `trackline.yaml`. */
export interface ProjectFileIssue {
  /** A sentence. */
  readonly message: string;
  /** The keys and indices that lead to it; none for the whole file. */
  readonly keys: readonly (string | number)[];
  /** Of what is no YAML: where, as offsets in the text. */
  readonly span?: { readonly start: number; readonly end: number };
}

/** All that is wrong in the text of a `trackline.yaml`. */
export function projectFileIssues(text: string): readonly ProjectFileIssue[] {
  const read = readProject(text);
  return read.kind === 'refused' ? read.issues : [];
}

/**
 * Reads the text of a `trackline.yaml`.
 *
 * @returns the file's content, or one sentence that says what is wrong in it.
 */
export function parseProjectFile(text: string): ProjectFile | string {
  const read = readProject(text);
  if (read.kind === 'refused') return read.issues[0].message;
  const { objective, inputs, gates, registries } = read.content;
  return {
    inputs,
    gates,
    registries: Object.fromEntries(
      Object.entries(registries).map(([name, entry]) => [
        name,
        typeof entry === 'string'
          ? { url: entry }
          : { url: entry.url, ...(entry.ca !== undefined && { ca: entry.ca }) },
      ]),
    ),
    ...(objective !== undefined && { objective }),
  };
}

type ReadProject =
  | { readonly kind: 'read'; readonly content: v.InferOutput<typeof schema> }
  | {
      readonly kind: 'refused';
      readonly issues: readonly [ProjectFileIssue, ...ProjectFileIssue[]];
    };

function readProject(text: string): ReadProject {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const [start, end] = broken.pos;
    return {
      kind: 'refused',
      issues: [
        {
          message: `It is not valid YAML in line ${lineOf(text, start)}: ${broken.message}.`,
          keys: [],
          span: { start, end },
        },
      ],
    };
  }
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    // An alias of nothing, or aliases that repeat each other beyond all measure.
    return { kind: 'refused', issues: [{ message: `${errorText(error)}.`, keys: [] }] };
  }
  if (Array.isArray(data)) {
    const message = 'The file holds a list where keys and values are expected.';
    return { kind: 'refused', issues: [{ message, keys: [] }] };
  }
  const checked = v.safeParse(schema, data ?? {});
  if (checked.success) return { kind: 'read', content: checked.output };
  const [first, ...others] = checked.issues;
  return { kind: 'refused', issues: [inWords(first), ...others.map(inWords)] };
}

/** Counted from 1. */
function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function inWords(issue: v.InferIssue<typeof schema>): ProjectFileIssue {
  return {
    message: `${v.getDotPath(issue) ?? 'The file'}: ${issue.message}.`,
    keys: (issue.path ?? []).flatMap(({ key }) =>
      typeof key === 'string' || typeof key === 'number' ? [key] : [],
    ),
  };
}
