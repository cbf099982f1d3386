import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { localizedTexts } from './check/localizedTexts.ts';
import { untranslatedRemarks } from './check/pipelineRemarks.ts';
import { sentencesIn } from './check/sentences.ts';
import { inRoot } from './setup/root.ts';

/** The texts that the check compares, by what they are. */
export interface Contributions {
  /** package.json. */
  readonly manifest: string;
  /** package.nls.json and its translations, by file name. */
  readonly titles: ReadonlyMap<string, string>;
  /** l10n/bundle.l10n.ko.json. */
  readonly bundle: string;
  /** strings.ko.json of each page by path: their texts, which the same bundle translates. */
  readonly pages?: ReadonlyMap<string, string>;
  /** The extension's sources, by path. */
  readonly sources: ReadonlyMap<string, string>;
  /** Sources of the other processes whose sentences the editor shows, by path. */
  readonly others?: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { command: string; title: unknown }[] };
}

/**
 * Where sentences arise that reach the editor from other processes. Those of the pipeline checks
 * have their own way there, and what the endpoint answers is for MLflow clients.
 */
const OTHERS =
  /^src\/(?:(?:model|store|capture|launch|tracker|protocol|registry|packaging)\/|tracker\.ts|supervisor\.ts|tracking\/(?:server|trouble|backlog)\.ts)/;
/** Words of MLflow's own search, for its clients. */
const FOR_CLIENTS = /^src\/(?:model|store)\/search\//;

/** `%key%` as a whole string: the place of a text that package.nls.json holds. */
const PLACE = /"%([^%"]+)%"/g;

/** `key: 'trackline.id',` in the table of command ids. */
const TABLE_ENTRY = /\b(\w+):\s*'(trackline\.[\w.]+)'/g;

const QUOTES = ["'", '"', '`'];

/**
 * Compares what package.json promises with what the code registers and the translations hold.
 * @returns a line for each thing that is missing, or that is there for nothing.
 */
export function findBrokenContributions(all: Contributions): string[] {
  return [...unregistered(all), ...untranslatedTitles(all), ...untranslatedTexts(all)];
}

/** Reads the project's own files and compares them. */
export async function brokenContributions(): Promise<string[]> {
  const titles = new Map<string, string>();
  for (const name of ['package.nls.json', 'package.nls.ko.json']) {
    titles.set(name, await readIfThere(name));
  }
  const pages = new Map<string, string>();
  for (const name of await readdir(inRoot('webview'), { recursive: true })) {
    if (path.basename(name) !== 'strings.ko.json') continue;
    const file = `webview/${name.split(path.sep).join('/')}`;
    pages.set(file, await readIfThere(file));
  }
  const sources = new Map<string, string>();
  const others = new Map<string, string>();
  for (const name of await readdir(inRoot('src'), { recursive: true })) {
    const file = `src/${name.split(path.sep).join('/')}`;
    const ofEditor = file.startsWith('src/editor/') || file === 'src/extension.ts';
    if (!file.endsWith('.ts')) continue;
    if (ofEditor) sources.set(file, await readIfThere(file));
    if (OTHERS.test(file) && !FOR_CLIENTS.test(file)) others.set(file, await readIfThere(file));
  }
  const broken = findBrokenContributions({
    manifest: await readIfThere('package.json'),
    titles,
    bundle: await readIfThere('l10n/bundle.l10n.ko.json'),
    pages,
    sources,
    others,
  });
  return [...broken, ...(await untranslatedRemarks())];
}

function unregistered({ manifest, sources }: Contributions): string[] {
  const { contributes } = JSON.parse(manifest) as Manifest;
  const commands = contributes?.commands ?? [];
  const code = [...sources.values()].join('\n');
  const keys = new Map(Array.from(code.matchAll(TABLE_ENTRY), ([, key, id]) => [id, key]));
  const lines: string[] = [];
  for (const { command, title } of commands) {
    const key = keys.get(command);
    // Ids listed in one table are referred to by their keys; others are written out.
    const used =
      key === undefined
        ? QUOTES.some((quote) => code.includes(quote + command + quote))
        : new RegExp(`\\bcommands\\.${key}\\b`).test(code);
    if (!used) {
      lines.push(`package.json: no code in src/editor registers the command ${command}`);
    }
    if (typeof title !== 'string' || !/^%[^%]+%$/.test(title)) {
      lines.push(`package.json: the title of ${command} is not a key of package.nls.json`);
    }
  }
  return lines;
}

function untranslatedTitles({ manifest, titles }: Contributions): string[] {
  const wanted = new Set(Array.from(manifest.matchAll(PLACE), ([, key]) => key ?? ''));
  const lines: string[] = [];
  for (const [file, text] of titles) {
    const held = new Set(Object.keys(JSON.parse(text) as object));
    for (const key of without(wanted, held)) lines.push(`${file}: "${key}" is missing`);
    for (const key of without(held, wanted)) lines.push(`${file}: "${key}" is used nowhere`);
  }
  return lines;
}

function untranslatedTexts(all: Contributions): string[] {
  const { bundle, pages = new Map(), sources, others = new Map() } = all;
  const held = new Set(Object.keys(JSON.parse(bundle) as object));
  const wanted = new Set<string>();
  const lines: string[] = [];
  for (const [file, source] of sources) {
    for (const { line, text } of localizedTexts(source)) {
      if (text === undefined) lines.push(`${file}:${line}: l10n.t needs a string literal`);
      else if (!held.has(text)) lines.push(`${file}:${line}: no Korean text for "${text}"`);
      if (text !== undefined) wanted.add(text);
    }
  }
  for (const [file, source] of others) {
    for (const { line, text } of sentencesIn(source)) {
      if (!held.has(text)) lines.push(`${file}:${line}: no Korean text for "${text}"`);
      wanted.add(text);
    }
  }
  for (const [file, strings] of pages) {
    for (const text of Object.keys(JSON.parse(strings) as object)) {
      if (!held.has(text)) lines.push(`${file}: "${text}" is not in the bundle`);
      wanted.add(text);
    }
  }
  for (const text of without(held, wanted)) {
    lines.push(`l10n/bundle.l10n.ko.json: "${text}" is used nowhere`);
  }
  return lines;
}

function without(all: ReadonlySet<string>, some: ReadonlySet<string>): string[] {
  return [...all].filter((one) => !some.has(one));
}

async function readIfThere(file: string): Promise<string> {
  return existsSync(inRoot(file)) ? readFile(inRoot(file), 'utf8') : '{}';
}
