import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projects } from './fixtures/projects.ts';

/** What real DVC makes of a project: see judge.py. */
interface Verdict {
  readonly ok: boolean;
  readonly stages: readonly string[];
  readonly graph: string | null;
}

const graphCodes: Readonly<Record<string, string>> = {
  OutputDuplicationError: 'graph-duplicate-output',
  OverlappingOutputPathsError: 'graph-overlapping-outputs',
  StagePathAsOutputError: 'graph-stage-in-output',
  CyclicGraphError: 'graph-cycle',
};

/** The Python with DVC, if one was named. @throws {Error} when it is not there. */
function dvcPython(): string | undefined {
  const named = process.env['TRACKLINE_TEST_DVC'];
  if (named === undefined || named === '') return undefined;
  if (existsSync(named)) return named;
  throw new Error(`TRACKLINE_TEST_DVC names ${named}, which does not exist.`);
}

describe('real DVC', () => {
  it('judges the projects as their fixtures say', function () {
    const python = dvcPython();
    if (python === undefined) {
      console.log('      TRACKLINE_TEST_DVC names no Python with DVC: real DVC is not asked.');
      return;
    }
    this.timeout(300_000);
    const input = JSON.stringify(
      Object.fromEntries(projects.map(({ name, files }) => [name, files])),
    );
    const judge = path.join(import.meta.dirname, 'judge.py');
    const { status, stdout, stderr } = spawnSync(python, [judge], { input, encoding: 'utf8' });
    assert.equal(status, 0, `${python} ${judge} failed: ${stderr}`);
    const verdicts = JSON.parse(stdout) as Readonly<Record<string, Verdict>>;
    for (const { name, stages, errors } of projects) {
      const verdict = verdicts[name];
      const own = errors.filter((code) => !code.startsWith('graph-'));
      assert.deepEqual(
        {
          ok: verdict?.ok,
          stages: verdict?.stages,
          graph: verdict?.graph === null ? [] : [graphCodes[verdict?.graph ?? '']],
        },
        {
          ok: own.length === 0,
          stages,
          graph: [...new Set(errors.filter((code) => code.startsWith('graph-')))].slice(0, 1),
        },
        name,
      );
    }
  });
});
