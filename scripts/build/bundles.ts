import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { UserError } from '../../src/model/errors.ts';
import { inRoot } from '../setup/root.ts';
import { say, step } from '../setup/say.ts';
import { bundleSplit, type SplitEntry } from './splitBundle.ts';

/** How to build. */
export interface BuildOptions {
  /** With source maps and readable names, for debugging. */
  readonly dev: boolean;
}

/**
 * The processes of DESIGN §4 that must not load at once all that they can do. The command line looks
 * for the others in its own folder, so its parts lie there too.
 */
const SPLIT_ENTRIES: readonly SplitEntry[] = [
  { from: 'src/extension.ts', to: 'dist/extension.cjs', parts: 'extension/' },
  {
    from: 'src/cli.ts',
    to: 'dist/cli.js',
    parts: 'cli-',
    shebang: '#!/usr/bin/env node',
  },
];

/**
 * The others, each of which is bundled into one CommonJS file: they run on when the extension is
 * updated and its old folder is cleared away, and must not look for a part of theirs then.
 */
const NODE_ENTRIES: readonly { readonly from: string; readonly to: string }[] = [
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

/**
 * Bundles the extension, the processes it starts and its panels into an empty `dist/`.
 * @throws {UserError} when the code does not compile (esbuild has printed where).
 */
export async function build(options: BuildOptions): Promise<void> {
  await step(`Building dist/${options.dev ? ' with source maps' : ''}`, async () => {
    const outputs = new Set<string>(['dist/package.json']);
    await mkdir(inRoot('dist'), { recursive: true });
    for (const entry of SPLIT_ENTRIES) {
      const files = await compiled(bundleSplit(entry, nodeOptions(options)));
      for (const file of files) outputs.add(file);
    }
    for (const { from, to } of NODE_ENTRIES) {
      await compiled(bundleNode(from, to, options));
      outputs.add(to);
    }
    // `type: module` of the project does not hold for these bundles.
    await writeFile(inRoot('dist', 'package.json'), '{ "type": "commonjs" }\n');
    for (const file of await bundlePanels(options)) outputs.add(file);
    await removeOthers(outputs, options);
  });
}

async function bundleNode(from: string, to: string, options: BuildOptions): Promise<void> {
  await esbuild.build({
    ...nodeOptions(options),
    entryPoints: [inRoot(from)],
    outfile: inRoot(to),
    format: 'cjs',
  });
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
