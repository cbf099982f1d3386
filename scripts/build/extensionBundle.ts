import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { inRoot } from '../setup/root.ts';

/** Where the parts lie that are loaded late, and what they share with the beginning. */
const parts = 'extension';

/**
 * Bundles the extension so that a window's start loads what it needs alone: every `import()` in the
 * code begins a file of its own below `dist/extension/`. esbuild splits ES modules only, so a second
 * step makes each file CommonJS, which all extension hosts load at once. The files that came of it.
 */
export async function bundleExtension(
  from: string,
  to: string,
  common: esbuild.BuildOptions,
): Promise<string[]> {
  const { name, ext, dir } = path.parse(to);
  const { outputFiles } = await esbuild.build({
    ...common,
    entryPoints: { [name]: inRoot(from) },
    outdir: inRoot(dir),
    outExtension: { '.js': ext },
    chunkNames: `${parts}/[name]-[hash]`,
    format: 'esm',
    splitting: true,
    plugins: [oneVscode],
    sourcemap: common.sourcemap === true ? 'inline' : false,
    write: false,
  });
  await mkdir(inRoot(dir, parts), { recursive: true });
  return Promise.all(
    outputFiles.map(async ({ path: file, text }) => {
      const { code } = await esbuild.transform(text, {
        format: 'cjs',
        platform: 'node',
        ...(common.target !== undefined && { target: common.target }),
        ...(common.minifySyntax === true && { minifySyntax: true }),
        ...(common.minifyWhitespace === true && { minifyWhitespace: true }),
        sourcefile: path.basename(file),
        sourcemap: common.sourcemap === true ? 'inline' : false,
      });
      await writeFile(file, code);
      return path.relative(inRoot(), file).split(path.sep).join('/');
    }),
  );
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
