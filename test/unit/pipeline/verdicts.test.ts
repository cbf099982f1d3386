import assert from 'node:assert/strict';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { projects } from './fixtures/projects.ts';
import { MemoryWorkspace } from './support/memoryWorkspace.ts';

describe('pipeline files', () => {
  for (const { name, files, stages, errors } of projects) {
    it(`${errors.length === 0 ? 'are accepted' : 'are refused'}: ${name}`, () => {
      const workspace = new MemoryWorkspace({ '.dvc/config': '', ...files });
      const verdict = createPipelineService(workspace).verdict(workspace.at('dvc.yaml'));
      const found = verdict.diagnostics.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        { stages: verdict.stages, errors: found.map(({ code }) => code) },
        { stages, errors },
        found.map(({ message }) => message).join('\n'),
      );
    });
  }
});
