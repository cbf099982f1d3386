import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../src/pipeline/service/diagnostic.ts';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { projects } from './fixtures/projects.ts';
import { chance } from './support/broken.ts';
import { askDvc, isAt, type ProjectVerdict } from './support/judgedByDvc.ts';
import { MemoryWorkspace } from './support/memoryWorkspace.ts';
import { randomProject } from './support/randomProject.ts';

const randomProjects = 60;
const firstSeed = 20_250_101;

const graphCodes: Readonly<Record<string, string>> = {
  OutputDuplicationError: 'graph-duplicate-output',
  OverlappingOutputPathsError: 'graph-overlapping-outputs',
  StagePathAsOutputError: 'graph-stage-in-output',
  CyclicGraphError: 'graph-cycle',
};

type Files = Readonly<Record<string, string>>;

/** Where our verdict is another one than DVC's, in words. */
function disagreements(files: Files, { files: judged, graph }: ProjectVerdict): string[] {
  const workspace = new MemoryWorkspace({ '.dvc/config': '', ...files });
  const service = createPipelineService(workspace);
  const found: string[] = [];
  const inGraph: Diagnostic[] = [];
  for (const [file, { ok, stages, errors }] of Object.entries(judged)) {
    const verdict = service.verdict(workspace.at(file));
    const refused = verdict.diagnostics.filter(({ severity }) => severity === 'error');
    const own = refused.filter(({ code }) => !code.startsWith('graph-'));
    inGraph.push(...refused.filter((one) => !own.includes(one)));
    const ours = own.map(({ code, dataPath }) => `${code} at ${dataPath.join('.')}`).join(', ');
    if ((own.length === 0) !== ok) {
      found.push(`${file}: DVC has ${JSON.stringify(errors)}, and we ${ours || 'nothing'}`);
      continue;
    }
    if (file.endsWith('dvc.yaml') && verdict.stages.join() !== stages.join()) {
      found.push(`${file}: DVC loads ${stages.join()}, and we ${verdict.stages.join()}`);
    }
    for (const error of errors) {
      if (own.some((one) => isAt(error, one))) continue;
      found.push(`${file}: DVC has ${JSON.stringify(error)}, and we ${ours}`);
    }
  }
  if (inGraph.length > 0 !== (graph !== null)) {
    const ours = inGraph.map(({ code }) => code).join();
    found.push(`DVC has ${graph ?? 'nothing'} of the graph, and we ${ours || 'nothing'}`);
  }
  return found;
}

describe('real DVC', () => {
  it('judges the projects as their fixtures say, and random ones as we do', function () {
    this.timeout(600_000);
    const known = projects.map(({ name, files }): [string, Files] => [name, files]);
    const random = Array.from({ length: randomProjects }, (_, index): [string, Files] => [
      `random project ${firstSeed + index}`,
      randomProject(chance(firstSeed + index)),
    ]);
    const verdicts = askDvc(Object.fromEntries([...known, ...random]));
    for (const { name, stages, errors } of projects) {
      const { files = {}, graph = null } = verdicts[name] ?? {};
      const own = errors.filter((code) => !code.startsWith('graph-'));
      assert.deepEqual(
        {
          ok: files['dvc.yaml']?.ok,
          stages: files['dvc.yaml']?.stages,
          graph: graph === null ? [] : [graphCodes[graph]],
        },
        {
          ok: own.length === 0,
          stages,
          graph: [...new Set(errors.filter((code) => code.startsWith('graph-')))].slice(0, 1),
        },
        name,
      );
    }
    for (const [name, files] of random) {
      const verdict = verdicts[name];
      assert.ok(verdict !== undefined, name);
      assert.deepEqual(disagreements(files, verdict), [], `${name}: ${JSON.stringify(files)}`);
    }
  });
});
