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

/**
 * Checks the parsed content of a `trackline.yaml`.
 *
 * @returns the file's content, or one sentence that says which key is wrong.
 */
export function parseProjectFile(content: unknown): ProjectFile | string {
  if (Array.isArray(content)) return 'The file holds a list where keys and values are expected.';
  const result = v.safeParse(schema, content ?? {});
  if (result.success) {
    const { objective, inputs } = result.output;
    return { inputs, ...(objective !== undefined && { objective }) };
  }
  const [issue] = result.issues;
  return `${v.getDotPath(issue) ?? 'The file'}: ${issue.message}.`;
}
