import * as v from 'valibot';
import type { UserError } from '../../model/errors.ts';

/** What a task of tasks.json is to run: `taskDefinitions` of package.json says it to people. */
export type RunDefinition = (
  | {
      readonly kind: 'script';
      /** Relative to the folder, or absolute. */
      readonly script: string;
      readonly args: readonly string[];
    }
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]] }
) & {
  readonly name?: string;
  readonly experiment?: string;
};

/** The type of our tasks. */
export const taskType = 'trackline';

const text = v.pipe(v.string(), v.minLength(1));
const schema = v.object({
  type: v.literal(taskType),
  script: v.optional(text),
  args: v.optional(v.array(v.string()), []),
  command: v.optional(v.tupleWithRest([text], v.string())),
  name: v.optional(text),
  experiment: v.optional(text),
});

/**
 * Reads a task's definition.
 * @throws {UserError} when it is not one, with sentences made by `say`.
 */
export function readDefinition(
  definition: unknown,
  say: (problem: 'neither' | 'both' | 'form', detail: string) => UserError,
): RunDefinition {
  const read = v.safeParse(schema, definition);
  if (!read.success) {
    const [issue] = read.issues;
    throw say('form', `${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  }
  const { script, args, command, name, experiment } = read.output;
  const named = {
    ...(name !== undefined && { name }),
    ...(experiment !== undefined && { experiment }),
  };
  if (script !== undefined && command !== undefined) throw say('both', '');
  if (script !== undefined) return { kind: 'script', script, args, ...named };
  if (command !== undefined) return { kind: 'command', command, ...named };
  throw say('neither', '');
}
