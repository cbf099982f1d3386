import { UserError } from '../model/errors.ts';

/**
 * A path that somebody else gave, relative and with `/`, which must not leave the folder that it is
 * put into.
 *
 * @param where it came from, for the sentence.
 * @throws {UserError} when it would.
 */
export function insidePath(name: string, where: string): string {
  const parts = name.split(/[/\\]/);
  const bad = parts.some(
    (part) => part === '' || part === '.' || part === '..' || /[:\0]/.test(part),
  );
  if (bad || name.length > 1024) {
    throw new UserError(
      `${where} names a file ${JSON.stringify(name)}, which would lie outside of its folder.`,
      'Do not use it; tell the registry’s owner.',
    );
  }
  return parts.join('/');
}
