import { build } from '../build/bundles.ts';
import { packageVsix } from '../package/vsix.ts';
import { ensureCodeServer } from '../setup/codeServer.ts';
import { ensureDvc, ensureJudges, ensurePythonEnvironment } from '../setup/pythonEnvironment.ts';
import {
  chromium,
  ensureSystemParts,
  git,
  ociRegistry,
  openMp,
  python,
} from '../setup/systemPackages.ts';
import { extensionHostTier } from './extensionHostTier.ts';
import { mochaTier } from './mochaTier.ts';
import { staticChecks } from './staticChecks.ts';
import type { Tier } from './tier.ts';

const MINUTE = 60_000;

/** Builds once, however many tiers want it. */
const built = once(() => build({ dev: false }));
const packaged = once(async () => {
  await built();
  return packageVsix();
});
const interpreter = once(async () => {
  await ensureSystemParts([python, openMp, git]);
  return ensurePythonEnvironment();
});
const dvc = once(async () => {
  await ensureSystemParts([python]);
  return ensureDvc();
});
const judges = once(async () => {
  await ensureSystemParts([python]);
  return ensureJudges();
});
/** A VS Code and a browser to show it. */
const editor = once(async () => {
  await ensureSystemParts([git, chromium, ociRegistry]);
  if (process.platform !== 'win32') await ensureCodeServer();
});

/** All of `npm test`, in its order. */
export const tiers: readonly Tier[] = [
  ...staticChecks,
  mochaTier({
    name: 'unit',
    parallel: true,
    first: ['webview'],
    timeout: MINUTE,
    limit: 15 * MINUTE,
    // Pages of webviews are tried in a browser, without an editor around them.
    setUp: () => Promise.all([interpreter(), dvc(), ensureSystemParts([chromium])]),
    prepare: async () => ({
      TRACKLINE_TEST_PYTHON: await interpreter(),
      TRACKLINE_TEST_DVC: await dvc(),
    }),
  }),
  mochaTier({
    name: 'integration',
    parallel: true,
    first: ['tracking', 'reliability', 'registry'],
    timeout: 3 * MINUTE,
    limit: 30 * MINUTE,
    setUp: () => Promise.all([interpreter(), dvc(), judges(), ensureSystemParts([ociRegistry])]),
    prepare: async () => {
      await built();
      return {
        TRACKLINE_TEST_PYTHON: await interpreter(),
        TRACKLINE_TEST_DVC: await dvc(),
        TRACKLINE_TEST_JUDGES: await judges(),
      };
    },
  }),
  extensionHostTier(
    () => Promise.all([interpreter(), editor()]),
    async () => {
      await built();
      return interpreter();
    },
  ),
  mochaTier({
    name: 'ui',
    parallel: true,
    timeout: 6 * MINUTE,
    retries: 1,
    limit: 30 * MINUTE,
    setUp: () => Promise.all([interpreter(), editor()]),
    prepare: async () => {
      const { file } = await packaged();
      return {
        TRACKLINE_TEST_PYTHON: await interpreter(),
        TRACKLINE_TEST_VSIX: file,
        TRACKLINE_TEST_PATIENCE: String(MINUTE),
      };
    },
  }),
];

/**
 * Begins to fetch what these tiers need, all at once, so that it comes while others run. What
 * cannot be had is told by the tier that needs it.
 */
export function setUpAhead(chosen: readonly Tier[]): void {
  for (const { setUp } of chosen) setUp?.().catch(() => undefined);
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
