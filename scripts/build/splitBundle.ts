import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { inRoot } from '../setup/root.ts';

/** A program that is bundled into several files. */
export interface SplitEntry {
  readonly from: string;
  readonly to: string;
  /** How the files below `dist/` begin that are loaded late, or by several of those. */
  readonly parts: string;
  /** Started by name from a terminal: how its file begins. */
  readonly shebang?: string;
}

/**
 * Bundles a program so that its start loads what it needs alone: every `import()` in the code begins
 * a file of its own. esbuild splits ES modules only, so a second step makes each file CommonJS, which
 * starts faster and which all extension hosts load. The files that came of it.
 */
export async function bundleSplit(
  entry: SplitEntry,
  common: esbuild.BuildOptions,
): Promise<string[]> {
  const { name, ext, dir } = path.parse(entry.to);
  const { outputFiles } = await esbuild.build({
    ...common,
    entryPoints: { [name]: inRoot(entry.from) },
    outdir: inRoot(dir),
    outExtension: { '.js': ext },
    chunkNames: `${entry.parts}[name]-[hash]`,
    format: 'esm',
    splitting: true,
    plugins: [oneVscode],
    sourcemap: common.sourcemap === true ? 'inline' : false,
    write: false,
  });
  await mkdir(path.dirname(inRoot(dir, `${entry.parts}part`)), { recursive: true });
  const files = await Promise.all(
    outputFiles.map(async ({ path: file, text }) => {
      const { code } = await esbuild.transform(text, {
        format: 'cjs',
        platform: 'node',
        ...(common.target !== undefined && { target: common.target }),
        ...(common.minifySyntax === true && { minifySyntax: true }),
        ...(common.minifyWhitespace === true && { minifyWhitespace: true }),
        sourcefile: path.basename(file),
        sourcemap: common.sourcemap === true ? 'inline' : false,
        ...(file === inRoot(entry.to) && entry.shebang !== undefined && { banner: entry.shebang }),
      });
      await writeFile(file, code);
      return path.relative(inRoot(), file).split(path.sep).join('/');
    }),
  );
  if (entry.shebang !== undefined) await chmod(inRoot(entry.to), 0o755);
  return files;
}

/** How our code writes it, everywhere. */
const vscodeImport = "import * as vscode from 'vscode';";

/**
 * The editor's API as the object that it is. For an `import *` of a CommonJS module esbuild copies
 * all of its names, once for every importing file: a third of what loading the extension took.
 */
const oneVscode: esbuild.Plugin = {
  name: 'one-vscode',
  setup: (build) => {
    build.onLoad(
      { filter: /[\\/]src[\\/](?:editor[\\/].+|extension)\.ts$/ },
      async ({ path: file }) => {
        const source = await readFile(file, 'utf8');
        const contents = source.replace(vscodeImport, "const vscode = require('vscode');");
        return { contents, loader: 'ts' };
      },
    );
  },
};
