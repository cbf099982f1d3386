import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from '../setup/root.ts';
import { sentencesIn } from './sentences.ts';

const service = 'src/pipeline/service';
const texts = 'src/editor/pipeline/pipelineTexts.ko.json';

/** Hovers, completion and the pages about diagnostics are in English: their words and the rules that hold them. */
const inEnglish = /^(?:docs|features\/(?!rename\/))|grammars?(?:\.ts$|\/)/;

/** Fewer fixed characters than this tell no text from others, so it cannot be translated by itself. */
const leastFixed = 10;

/** The remarks on pipeline files that have no Korean text, a line each. */
export async function untranslatedRemarks(): Promise<string[]> {
  const held = new Set(Object.keys(JSON.parse(await readFile(inRoot(texts), 'utf8')) as object));
  const lines: string[] = [];
  for (const name of await readdir(inRoot(service), { recursive: true })) {
    const file = name.split(path.sep).join('/');
    if (!file.endsWith('.ts') || inEnglish.test(file)) continue;
    const source = await readFile(inRoot(service, file), 'utf8');
    for (const { line, text } of sentencesIn(source)) {
      if (held.has(text) || text.replaceAll(/\{\d\}/g, '').length < leastFixed) continue;
      lines.push(`${service}/${file}:${line}: no text in ${texts} for "${text}"`);
    }
  }
  return lines;
}
