import assert from 'node:assert/strict';
import { objectiveText } from '../../../src/model/objectiveText.ts';
import { parseProjectFile } from '../../../src/model/projectFile.ts';

describe('an objective written into trackline.yaml', () => {
  it('is read as it was chosen, whatever the metric is called', () => {
    for (const metric of [
      'accuracy',
      'val/f1',
      'no',
      '정확도',
      'a: b',
      '#1 "best"',
      ' x ',
      '0.5',
    ]) {
      const objective = { metric, direction: 'maximize' } as const;
      const read = parseProjectFile(objectiveText(objective));
      assert.ok(typeof read !== 'string', metric);
      assert.deepEqual(read.objective, objective);
    }
  });
});
