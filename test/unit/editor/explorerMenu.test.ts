import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

const manifest = v.object({
  contributes: v.object({
    menus: v.object({
      'explorer/context': v.array(v.object({ command: v.string(), when: v.string() })),
    }),
  }),
});

/** The pattern of extensions that *Package Model…* is offered for in the explorer. */
function offered(): RegExp {
  const file = path.join(import.meta.dirname, '../../../package.json');
  const { contributes } = v.parse(manifest, JSON.parse(readFileSync(file, 'utf8')));
  const entry = contributes.menus['explorer/context'].find(
    ({ command }) => command === 'trackline.packageModel',
  );
  const pattern = /resourceExtname =~ \/(.+)\/i\)/.exec(entry?.when ?? '')?.[1];
  assert.ok(pattern);
  return new RegExp(pattern, 'i');
}

describe('Package Model… in the explorer', () => {
  it('is offered for every kind of model file, by the names that libraries give them', () => {
    const pattern = offered();
    const names =
      'm.onnx m.safetensors m.gguf m.keras m.json m.ubj m.bst m.txt m.lgb m.pt m.pth m.ckpt m.bin m.pkl m.PKL m.pickle m.p m.sav m.joblib m.skops m.model';
    const missing = names.split(' ').filter((name) => !pattern.test(path.extname(name)));
    assert.deepEqual(missing, []);
  });

  it('is not offered for code and data', () => {
    const pattern = offered();
    const names = ['train.py', 'notes.md', 'data.csv', 'dvc.yaml', 'explore.ipynb', 'plot.png'];
    assert.deepEqual(
      names.filter((name) => pattern.test(path.extname(name))),
      [],
    );
  });
});
