import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { testDvcPython } from '../../harness/python.ts';
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

describe('real DVC', () => {
  it('judges the projects as their fixtures say', function () {
    const python = testDvcPython();
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
