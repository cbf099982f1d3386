import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { makeProject } from '../../test/harness/project.ts';
import { EXTERNAL, NODE_TARGET } from '../build/bundles.ts';
import { inRoot, testFolder } from '../setup/root.ts';
import { say } from '../setup/say.ts';
import { freshCountsFile, readCounts, testFiles } from './tier.ts';
import type { Tier } from './tier.ts';

const bundles = path.join(testFolder, 'tests');

/** The tests of `test/vscode`, run by mocha inside the extension host of a real VS Code. */
export function extensionHostTier(
  setUp: () => Promise<unknown>,
  python: () => Promise<string>,
): Tier {
  return {
    name: 'vscode',
    setUp,
    run: async ({ grep }) => {
      const countsFile = await freshCountsFile('vscode');
      await setUp();
      const interpreter = await python();
      await bundleTests();
      await using project = await makeProject(workspace(interpreter));
      // Short: sockets lie in the profile, and their paths are limited to about 100 bytes.
      const profile = await mkdtemp(path.join(testFolder, 'p-'));
      try {
        await runTests({
          ...executable(),
          extensionDevelopmentPath: inRoot(),
          extensionTestsPath: path.join(bundles, 'index.cjs'),
          launchArgs: [
            project.folder,
            `--user-data-dir=${profile}`,
            `--extensions-dir=${path.join(profile, 'extensions')}`,
          ],
          extensionTestsEnv: {
            TRACKLINE_TEST_COUNTS: countsFile,
            TRACKLINE_TEST_PYTHON: interpreter,
            ...(grep === undefined ? {} : { TRACKLINE_TEST_GREP: grep }),
          },
        });
      } catch (error) {
        // A failing test; the counts tell which, and a crash leaves none.
        if (!(error instanceof TestRunFailedError)) throw error;
        say(error.message);
      } finally {
        await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      }
      return readCounts('vscode', countsFile);
    },
  };
}

/**
 * The VS Code to test in: `TRACKLINE_TEST_CODE`, else code-server behind its stand-in. On Windows,
 * where there is no code-server, `@vscode/test-electron` downloads the desktop build.
 */
function executable(): { vscodeExecutablePath?: string } {
  const named = process.env['TRACKLINE_TEST_CODE'];
  if (named !== undefined && named !== '') return { vscodeExecutablePath: named };
  if (process.platform === 'win32') return {};
  return { vscodeExecutablePath: inRoot('test', 'harness', 'codeStandIn.ts') };
}

/** The small project that the tests find open. */
function workspace(interpreter: string): Record<string, string> {
  const settings = { 'trackline.python.interpreter': interpreter };
  return {
    '.vscode/settings.json': JSON.stringify(settings, null, 2),
    'train.py': 'for epoch in range(3):\n    print(f"epoch {epoch} loss={1 / (epoch + 1):.3f}")\n',
    'fail.py': 'raise SystemExit("no data")\n',
  };
}

/** Bundles each test file, and what runs them, to CommonJS files for the extension host. */
async function bundleTests(): Promise<void> {
  const entryPoints: Record<string, string> = {
    index: inRoot('test', 'vscode', 'runner', 'index.ts'),
  };
  const folder = inRoot('test', 'vscode');
  for (const file of await testFiles('vscode')) {
    entryPoints[path.relative(folder, file).replace(/\.ts$/, '')] = file;
  }
  await rm(bundles, { recursive: true, force: true });
  await esbuild.build({
    entryPoints,
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    absWorkingDir: inRoot(),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: NODE_TARGET,
    external: [...EXTERNAL, 'mocha', 'playwright-core', 'esbuild'],
    define: { 'import.meta.dirname': '__dirname' },
    mainFields: ['module', 'main'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
