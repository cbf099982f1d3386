/*
 * The page's texts. Each is written in English where it is used, and looked up in what the host
 * has sent for the person's language.
 */

let strings: Readonly<Record<string, string>> = {};

/** Takes the texts of the person's language: English text → text. */
export function setStrings(translated: Readonly<Record<string, string>>): void {
  strings = translated;
}

/**
 * The text in the person's language, or as it is when there is no translation. `{0}`, `{1}`, … are
 * replaced by the arguments. Call it with a literal: translations are checked against the source.
 */
export function t(english: string, ...args: readonly (string | number)[]): string {
  const text = strings[english] ?? english;
  if (args.length === 0) return text;
  return text.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}
