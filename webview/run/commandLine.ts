/**
 * A command as one line that a POSIX shell reads back as the same arguments; for reading and
 * copying, never for running.
 */
export function commandLine(argv: readonly string[]): string {
  return argv
    .map((word) =>
      /^[\p{L}\p{N}_@%+=:,./\\-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
    )
    .join(' ');
}
