import { argparseOptions } from './argparseOptions.ts';
import { clickOptions } from './clickOptions.ts';
import { PythonSource } from './pythonTree.ts';
import type { ScriptOption } from '../../model/scriptOption.ts';
import { typerOptions } from './typerOptions.ts';

/** Longer files are generated, and no scripts that people run. */
const maxLength = 2_000_000;

/**
 * The options that a Python script offers through argparse, click or typer, read from its text
 * without running it. Defaults and choices are known where they are literals, or names that the
 * same file sets to literals. A broken file gives what can still be told.
 */
export function pythonOptions(text: string): ScriptOption[] {
  if (text.length > maxLength || !/\b(?:add_argument|click|typer)\b/.test(text)) return [];
  const source = new PythonSource(text);
  const options = [
    ...argparseOptions(source),
    ...(/\bclick\b/.test(text) ? clickOptions(source) : []),
    ...(/\btyper\b/.test(text) ? typerOptions(source) : []),
  ];
  return options.sort((a, b) => a.line - b.line);
}
