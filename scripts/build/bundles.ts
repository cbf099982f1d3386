import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { UserError } from '../../src/model/errors.ts';
import { inRoot } from '../setup/root.ts';
import { say, step } from '../setup/say.ts';
import { bundleExtension } from './extensionBundle.ts';

/** How to build. */
export interface BuildOptions {
  /** With source maps and readable names, for debugging. */
  readonly dev: boolean;
}

/** The extension's code, which is bundled into one CommonJS file for each part that loads late. */
const EXTENSION = { from: 'src/extension.ts', to: 'dist/extension.cjs' } as const;

/** A process of DESIGN §4 whose code is bundled into one CommonJS file. */
interface NodeEntry {
  readonly from: string;
  readonly to: string;
  /** Started by name from a terminal. */
  readonly executable?: boolean;
}

const NODE_ENTRIES: readonly NodeEntry[] = [
  { from: 'src/cli.ts', to: 'dist/cli.js', executable: true },
  { from: 'src/supervisor.ts', to: 'dist/supervisor.js' },
  { from: 'src/tracker.ts', to: 'dist/tracker.js' },
  { from: 'src/languageServer.ts', to: 'dist/languageServer.js' },
];

/**
 * What stays outside of the bundles: `vscode` is the editor's, and better-sqlite3 finds its binary
 * beside its own files, in `node_modules` here as in the packaged extension.
 */
export const EXTERNAL: readonly string[] = ['vscode', 'better-sqlite3'];

/** The oldest Node whose syntax the bundles may use: that of the oldest VS Code we admit. */
export const NODE_TARGET = 'node22';

const SHEBANG = '#!/usr/bin/env node';

/**
 * Bundles the extension, the processes it starts and its panels into an empty `dist/`.
 * @throws {UserError} when the code does not compile (esbuild has printed where).
 */
export async function build(options: BuildOptions): Promise<void> {
  await step(`Building dist/${options.dev ? ' with source maps' : ''}`, async () => {
    const outputs = new Set<string>(['dist/package.json']);
    await mkdir(inRoot('dist'), { recursive: true });
    const { from, to } = EXTENSION;
    for (const file of await compiled(bundleExtension(from, to, nodeOptions(options)))) {
      outputs.add(file);
    }
    for (const entry of NODE_ENTRIES) {
      if (!isThere(entry.from)) continue;
      await compiled(bundleNode(entry, options));
      outputs.add(entry.to);
    }
    // `type: module` of the project does not hold for these bundles.
    await writeFile(inRoot('dist', 'package.json'), '{ "type": "commonjs" }\n');
    for (const file of await bundlePanels(options)) outputs.add(file);
    await removeOthers(outputs, options);
  });
}

async function bundleNode(entry: NodeEntry, options: BuildOptions): Promise<void> {
  const source = await readFile(inRoot(entry.from), 'utf8');
  const banner = entry.executable === true && !source.startsWith('#!') ? { js: SHEBANG } : {};
  await esbuild.build({
    ...nodeOptions(options),
    entryPoints: [inRoot(entry.from)],
    outfile: inRoot(entry.to),
    format: 'cjs',
    banner,
  });
  if (entry.executable === true) await chmod(inRoot(entry.to), 0o755);
}

/** What holds for all that runs on Node. */
function nodeOptions(options: BuildOptions): esbuild.BuildOptions {
  return {
    absWorkingDir: inRoot(),
    bundle: true,
    platform: 'node',
    target: NODE_TARGET,
    external: [...EXTERNAL],
    define: { 'import.meta.dirname': '__dirname' },
    // Some packages ship a UMD file as `main`, whose own requires cannot be bundled.
    mainFields: ['module', 'main'],
    minifySyntax: !options.dev,
    minifyWhitespace: !options.dev,
    sourcemap: options.dev,
    legalComments: 'none',
    logLevel: 'warning',
  };
}

/** Bundles `webview/<panel>/main.ts` and `main.css`; the files that came of it. */
async function bundlePanels(options: BuildOptions): Promise<string[]> {
  const folders = await readdir(inRoot('webview'), { withFileTypes: true });
  const entryPoints: Record<string, string> = {};
  for (const folder of folders) {
    if (!folder.isDirectory() || folder.name === 'shared') continue;
    const script = `webview/${folder.name}/main.ts`;
    const style = `webview/${folder.name}/main.css`;
    if (!isThere(script)) continue;
    entryPoints[folder.name] = inRoot(script);
    if (existsSync(inRoot(style))) entryPoints[`${folder.name}.style`] = inRoot(style);
  }
  const panels: string[] = [];
  for (const [name, entry] of Object.entries(entryPoints)) {
    panels.push(...(await compiled(bundlePanel(name.replace(/\.style$/, ''), entry, options))));
  }
  return panels;
}

async function bundlePanel(name: string, entry: string, options: BuildOptions): Promise<string[]> {
  const result = await esbuild.build({
    entryPoints: { [name]: entry },
    outdir: inRoot('dist', 'webview'),
    absWorkingDir: inRoot(),
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    loader: { '.ttf': 'file', '.woff2': 'file', '.svg': 'dataurl' },
    assetNames: '[name]',
    minify: !options.dev,
    sourcemap: options.dev,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(result.metafile.outputs).map((file) => file.split(path.sep).join('/'));
}

/** Removes what an earlier build left, without `dist/` ever being empty for who runs from it. */
async function removeOthers(outputs: Set<string>, options: BuildOptions): Promise<void> {
  const files = await readdir(inRoot('dist'), { recursive: true, withFileTypes: true });
  for (const file of files) {
    if (!file.isFile()) continue;
    const absolute = path.join(file.parentPath, file.name);
    const name = path.relative(inRoot(), absolute).split(path.sep).join('/');
    const keep = outputs.has(name) || (options.dev && outputs.has(name.replace(/\.map$/, '')));
    if (!keep) await rm(absolute);
  }
}

function isThere(file: string): boolean {
  if (existsSync(inRoot(file))) return true;
  say(`  ${file} is not there: left out.`);
  return false;
}

async function compiled<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new UserError('The build failed.', 'The messages above name the file and the line.', {
      cause: error,
    });
  }
}
