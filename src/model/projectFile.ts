import * as v from 'valibot';

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
}

const schema = v.object({
  objective: v.optional(
    v.object({
      metric: v.pipe(v.string(), v.minLength(1)),
      direction: v.picklist(['maximize', 'minimize']),
    }),
  ),
  inputs: v.optional(v.array(v.string()), []),
});

/** One thing that is wrong in a `trackline.yaml`. */
export interface ProjectFileIssue {
  /** A sentence. */
  readonly message: string;
  /** The keys and indices that lead to it; none for the whole file. */
  readonly keys: readonly (string | number)[];
}

/** All that is wrong in the parsed content of a `trackline.yaml`. */
export function projectFileIssues(content: unknown): ProjectFileIssue[] {
  if (Array.isArray(content)) {
    return [{ message: 'The file holds a list where keys and values are expected.', keys: [] }];
  }
  const { issues = [] } = v.safeParse(schema, content ?? {});
  return issues.map((issue) => ({
    message: `${v.getDotPath(issue) ?? 'The file'}: ${issue.message}.`,
    keys: (issue.path ?? []).flatMap(({ key }) =>
      typeof key === 'string' || typeof key === 'number' ? [key] : [],
    ),
  }));
}

/**
 * Checks the parsed content of a `trackline.yaml`.
 *
 * @returns the file's content, or one sentence that says which key is wrong.
 */
export function parseProjectFile(content: unknown): ProjectFile | string {
  const [issue] = projectFileIssues(content);
  if (issue !== undefined) return issue.message;
  const { objective, inputs } = v.parse(schema, content ?? {});
  return { inputs, ...(objective !== undefined && { objective }) };
}
