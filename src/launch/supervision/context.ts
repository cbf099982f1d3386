import { errorText, UserError } from '../../model/errors.ts';
import type { SupervisorReport } from '../launchSpec.ts';

/** What a supervisor needs of the world. */
export interface SupervisorContext {
  /** The environment that the command inherits. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder with `sitecustomize.py` and `trackline.py`. */
  readonly pythonFolder: string;
  readonly report: (report: SupervisorReport) => void;
  readonly log: (line: string) => void;
}

/** What is reported when nothing is run, because it could not be recorded. */
export function refusal(error: unknown): SupervisorReport {
  return error instanceof UserError
    ? { kind: 'refused', message: error.message, next: error.next }
    : {
        kind: 'refused',
        message: `The run could not be recorded, and nothing was started: ${errorText(error)}.`,
        next: 'Run `trackline doctor` to see what is wrong.',
      };
}
