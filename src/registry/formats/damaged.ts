/** Thrown for a file that begins as a format and then breaks its rules; the message says how. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}
