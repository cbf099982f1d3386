import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from './setup/root.ts';

/**
 * The arrows of DESIGN §3: which folders of ours the files of a folder may import from, besides
 * their own. `tracker/` and `cli/` are the rooms of two processes; a composition at the top of
 * `src/` may import everything that is not the editor’s.
 */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  'src/protocol': ['src/model'],
  'src/store': ['src/model', 'src/protocol'],
  'src/capture': ['src/model', 'src/protocol'],
  'src/pipeline': ['src/model', 'src/protocol'],
  'src/registry': ['src/model', 'src/protocol'],
  // The supervisor of a launch serves the launch's own tracking endpoint.
  'src/launch': [...belowLaunch(), 'src/tracking'],
  'src/tracking': belowLaunch(),
  // From a run on record to a package: store and registry know nothing of each other.
  'src/packaging': belowLaunch(),
  'src/tracker': [...belowLaunch(), 'src/launch', 'src/tracking', 'src/packaging'],
  'src/cli': [...belowLaunch(), 'src/launch', 'src/tracking', 'src/packaging'],
  'src/editor': [...belowLaunch(), 'src/launch', 'src/tracking'],
  src: [...belowLaunch(), 'src/launch', 'src/tracking', 'src/cli', 'src/tracker'],
  'src/extension.ts': [...belowLaunch(), 'src/launch', 'src/tracking', 'src/editor'],
  webview: ['src/model', 'src/protocol'],
};

function belowLaunch(): string[] {
  return ['src/model', 'src/protocol', 'src/store', 'src/capture', 'src/pipeline', 'src/registry'];
}

/** An import that points the wrong way. */
export interface BrokenArrow {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The rooms at both ends of the arrow. */
  readonly from: string;
  readonly to: string;
}

const IMPORT =
  /(?:\b(?:import|export)\b[^'"`;]*?\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm;

/**
 * Finds the imports that the arrows forbid.
 * @param files contents by path from the project's folder, with `/`.
 */
export function findBrokenArrows(files: ReadonlyMap<string, string>): BrokenArrow[] {
  const broken: BrokenArrow[] = [];
  for (const [file, text] of files) {
    for (const match of withoutComments(text).matchAll(IMPORT)) {
      const specifier = match[2] ?? '';
      const from = roomOf(file);
      const to = target(file, specifier);
      if (to === undefined || isAllowed(file, from, to)) continue;
      const start = match.index + match[0].indexOf(specifier);
      broken.push({ file, line: text.slice(0, start).split('\n').length, from, to });
    }
  }
  return broken;
}

/** The lines for a person: `file:line: from must not import to`. */
export async function brokenArrows(): Promise<string[]> {
  const files = new Map<string, string>();
  for (const folder of ['src', 'webview']) {
    for (const name of await readdir(inRoot(folder), { recursive: true })) {
      if (!/\.tsx?$/.test(name)) continue;
      const file = `${folder}/${name.split(path.sep).join('/')}`;
      files.set(file, await readFile(inRoot(file), 'utf8'));
    }
  }
  return findBrokenArrows(files).map(
    ({ file, line, from, to }) => `${file}:${line}: ${from} must not import ${to}`,
  );
}

/** What an import reaches: a room of ours, `vscode`, or undefined for other packages and data. */
function target(file: string, specifier: string): string | undefined {
  if (specifier === 'vscode') return 'vscode';
  if (!specifier.startsWith('.') || specifier.endsWith('.json')) return undefined;
  return roomOf(path.posix.join(path.posix.dirname(file), specifier));
}

/** The room that a file lies in: `src/<folder>`, `src` for a composition, else the top folder. */
function roomOf(file: string): string {
  const [top = '', second = '', third] = file.split('/');
  if (file === 'src/extension.ts') return file;
  return top === 'src' && third !== undefined ? `src/${second}` : top;
}

function isAllowed(file: string, from: string, to: string): boolean {
  if (to === 'vscode') return from === 'src/editor' || file === 'src/extension.ts';
  if (from === to) return true;
  return BELOW[from]?.includes(to) ?? false;
}

/** The text with comments blanked, so that lines keep their numbers; strings are left alone. */
function withoutComments(text: string): string {
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(token, (found) =>
    found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found,
  );
}
