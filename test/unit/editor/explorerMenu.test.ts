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

/** Whether *Package Model…* is offered in the explorer for a file of that name. */
function isOffered(name: string): boolean {
  const file = path.join(import.meta.dirname, '../../../package.json');
  const { contributes } = v.parse(manifest, JSON.parse(readFileSync(file, 'utf8')));
  const entry = contributes.menus['explorer/context'].find(
    ({ command }) => command === 'trackline.packageModel',
  );
  const patterns = [...(entry?.when ?? '').matchAll(/resource(Extname|Filename) =~ \/(.+?)\/i/g)];
  assert.equal(patterns.length, 2);
  return patterns.some(([, of, pattern = '']) =>
    new RegExp(pattern, 'i').test(of === 'Extname' ? path.extname(name) : name),
  );
}

describe('Package Model… in the explorer', () => {
  it('is offered for every kind of model file, by the names that libraries give them', () => {
    const names =
      'm.onnx m.safetensors m.gguf m.keras m.json m.ubj m.bst m.txt m.lgb m.lgbm m.pt m.pth m.ptl m.torchscript m.ckpt m.bin m.pkl m.PKL m.pickle m.p m.sav m.dill m.joblib m.skops m.model m.joblib.gz m.pkl.bz2 m.pickle.xz m.joblib.lz4 MLmodel Kitfile';
    assert.deepEqual(
      names.split(' ').filter((name) => !isOffered(name)),
      [],
    );
  });

  it('is not offered for code and data', () => {
    const names =
      'train.py notes.md Makefile data.csv data.csv.gz dvc.yaml explore.ipynb plot.png backup.tar.xz';
    assert.deepEqual(names.split(' ').filter(isOffered), []);
  });
});
