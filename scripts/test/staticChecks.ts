import { brokenArrows } from '../check-arrows.ts';
import { brokenContributions } from '../check-contributions.ts';
import { inRoot } from '../setup/root.ts';
import { run } from '../setup/run.ts';
import { say } from '../setup/say.ts';
import { FAILED, PASSED } from './tier.ts';
import type { Tier } from './tier.ts';

const CHECKED = ['src', 'webview', 'scripts', 'test'];

/** A tool of npm's whose exit code tells; counts as one test. */
function toolTier(name: string, script: string[], args: string[]): Tier {
  return {
    name,
    run: async () => {
      const tool = inRoot('node_modules', ...script);
      const done = await run(process.execPath, [tool, ...args], { cwd: inRoot() });
      if (done.code === 0) return PASSED;
      say(done.output.trimEnd());
      return FAILED;
    },
  };
}

/** A check of ours that gives a line for each thing it found; counts as one test. */
function checkTier(name: string, check: () => Promise<string[]>): Tier {
  return {
    name,
    run: async () => {
      const found = await check();
      for (const line of found) say(line);
      return found.length === 0 ? PASSED : FAILED;
    },
  };
}

/** What is checked without running the code. */
export const staticChecks: readonly Tier[] = [
  toolTier('types', ['typescript', 'bin', 'tsc'], ['--noEmit', '--project', '.']),
  toolTier('lint', ['oxlint', 'bin', 'oxlint'], ['--type-aware', ...CHECKED]),
  toolTier('format', ['prettier', 'bin', 'prettier.cjs'], ['--check', ...CHECKED]),
  checkTier('arrows', brokenArrows),
  checkTier('contributions', brokenContributions),
];
