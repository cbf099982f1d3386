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
async function editor(): Promise<void> {
  await ensureSystemParts([git, chromium, ociRegistry]);
  if (process.platform !== 'win32') await ensureCodeServer();
}

/** All of `npm test`, in its order. */
export const tiers: readonly Tier[] = [
  ...staticChecks,
  mochaTier({
    name: 'unit',
    timeout: MINUTE / 3,
    limit: 15 * MINUTE,
    prepare: async () => {
      // Pages of webviews are tried in a browser, without an editor around them.
      await ensureSystemParts([chromium]);
      return { TRACKLINE_TEST_PYTHON: await interpreter(), TRACKLINE_TEST_DVC: await dvc() };
    },
  }),
  mochaTier({
    name: 'integration',
    timeout: 3 * MINUTE,
    limit: 30 * MINUTE,
    prepare: async () => {
      const file = await interpreter();
      await ensureSystemParts([ociRegistry]);
      await built();
      return {
        TRACKLINE_TEST_PYTHON: file,
        TRACKLINE_TEST_DVC: await dvc(),
        TRACKLINE_TEST_JUDGES: await judges(),
      };
    },
  }),
  extensionHostTier(async () => {
    const file = await interpreter();
    await editor();
    await built();
    return file;
  }),
  mochaTier({
    name: 'ui',
    timeout: 3 * MINUTE,
    retries: 1,
    limit: 30 * MINUTE,
    prepare: async () => {
      const file = await interpreter();
      await editor();
      return { TRACKLINE_TEST_PYTHON: file, TRACKLINE_TEST_VSIX: (await packaged()).file };
    },
  }),
];

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
