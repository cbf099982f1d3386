import { UserError } from '../model/errors.ts';
import { MlflowError } from './http/errors.ts';

/** Why the store cannot be written, for a person. */
export interface Trouble {
  readonly sentence: string;
}

/**
 * Whether an error means that the store cannot be written at all, as against a wrong request or a
 * store that is busy for the moment.
 */
export function troubleOf(error: unknown, root: string): Trouble | undefined {
  const code = errorCode(error);
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) {
    return { sentence: `The disk that holds ${root} is full: free some space.` };
  }
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM|IOERR)|EACCES|EPERM|EROFS)/.test(code)) {
    return {
      sentence: `The run store in ${root} cannot be written (${code}): check the permissions of its folder.`,
    };
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return {
      sentence: `The run store in ${root} is damaged (${code}): run \`trackline doctor --recover\`.`,
    };
  }
  return undefined;
}

/** What a client is answered when something was thrown. */
export function answerTo(error: unknown, root: string): MlflowError {
  if (error instanceof MlflowError) return error;
  if (error instanceof UserError) {
    return new MlflowError('INVALID_PARAMETER_VALUE', error.sentence);
  }
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return new MlflowError('INVALID_PARAMETER_VALUE', 'The request is nested too deeply.');
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(errorCode(error))) {
    return new MlflowError(
      'TEMPORARILY_UNAVAILABLE',
      `The run store in ${root} is kept busy by another process.`,
    );
  }
  const trouble = troubleOf(error, root);
  if (trouble !== undefined) return new MlflowError('RESOURCE_EXHAUSTED', trouble.sentence);
  return new MlflowError('INTERNAL_ERROR', error instanceof Error ? error.message : String(error));
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
