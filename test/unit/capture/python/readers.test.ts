import assert from 'node:assert/strict';
import { launch, opened, project } from './launched.ts';

/** Each writes files of one library, then reads them back in a second process. */
const libraries: readonly {
  readonly name: string;
  readonly write: string;
  readonly read: string;
  readonly files: readonly string[];
}[] = [
  {
    name: 'pandas',
    write: `
import pandas as pd
df = pd.DataFrame({'a': [1, 2], 'b': [.1, .2]})
df.to_csv('p.csv'); df.to_parquet('p.parquet'); df.to_feather('p.feather'); df.to_json('p.json'); df.to_pickle('p.pkl')`,
    read: `
import pandas as pd
pd.read_csv('p.csv'); pd.read_csv('p.csv', engine='pyarrow'); pd.read_parquet('p.parquet')
pd.read_feather('p.feather'); pd.read_json('p.json'); pd.read_pickle('p.pkl')`,
    files: ['p.csv', 'p.feather', 'p.json', 'p.parquet', 'p.pkl'],
  },
  {
    name: 'numpy',
    write: `
import numpy as np
a = np.zeros(3)
np.save('n.npy', a); np.savez('n.npz', a=a); np.savetxt('n.txt', a); a.tofile('n.bin')
np.memmap('n.map', dtype='f8', mode='w+', shape=(3,))`,
    read: `
import numpy as np
np.load('n.npy'); np.load('n.npz'); np.loadtxt('n.txt'); np.fromfile('n.bin')
np.memmap('n.map', dtype='f8', mode='r')`,
    files: ['n.bin', 'n.map', 'n.npy', 'n.npz', 'n.txt'],
  },
  {
    name: 'pyarrow',
    write: `
import pyarrow as pa, pyarrow.csv, pyarrow.dataset, pyarrow.feather, pyarrow.parquet as pq
t = pa.table({'a': [1, 2]})
pq.write_table(t, 'a.parquet'); pa.csv.write_csv(t, 'a.csv'); pa.feather.write_feather(t, 'a.feather')
pa.dataset.write_dataset(t, 'set', format='parquet')
with pa.OSFile('a.bin', 'wb') as f: f.write(b'1')`,
    read: `
import pyarrow as pa, pyarrow.csv, pyarrow.dataset, pyarrow.feather, pyarrow.parquet as pq
pq.read_table('a.parquet'); pa.csv.read_csv('a.csv'); pa.feather.read_table('a.feather')
pa.dataset.dataset('set').to_table(); assert isinstance(pa.OSFile('a.bin'), pa.OSFile)`,
    files: ['a.bin', 'a.csv', 'a.feather', 'a.parquet', 'set/'],
  },
  {
    name: 'polars',
    write: `
import polars as pl
p = pl.DataFrame({'a': [1, 2]})
p.write_csv('l.csv'); p.write_parquet('l.parquet'); p.write_ipc('l.arrow'); p.write_ndjson('l.ndjson')
p.lazy().sink_parquet('many1.parquet'); p.write_parquet('many2.parquet'); p.write_json('l.json')`,
    read: `
import polars as pl
pl.read_csv('l.csv'); pl.scan_parquet('l.parquet').collect(); pl.read_ipc('l.arrow')
pl.scan_ndjson('l.ndjson').collect(); pl.scan_parquet('many*.parquet').collect(); pl.read_json('l.json')`,
    files: [
      'l.arrow',
      'l.csv',
      'l.json',
      'l.ndjson',
      'l.parquet',
      'many1.parquet',
      'many2.parquet',
    ],
  },
  {
    name: 'xgboost and lightgbm',
    write: `
import numpy as np, xgboost as xgb, lightgbm as lgb
x, y = np.arange(40.).reshape(20, 2), np.arange(20.)
xgb.train({}, xgb.DMatrix(x, y), 1).save_model('x.json')
lgb.train({'verbose': -1}, lgb.Dataset(x, y), 1).save_model('g.txt')`,
    read: `
import xgboost as xgb, lightgbm as lgb
xgb.Booster(model_file='x.json'); xgb.Booster().load_model('x.json'); lgb.Booster(model_file='g.txt')`,
    files: ['g.txt', 'x.json'],
  },
];

describe('files that native code opens', function () {
  this.timeout(60_000);

  for (const library of libraries) {
    it(`are told for ${library.name}`, async () => {
      await using where = await project({ 'write.py': library.write, 'read.py': library.read });
      const wrote = await launch(where, 'write.py');
      assert.equal(wrote.stderr, '');
      assert.deepEqual(
        opened(wrote, where),
        library.files.map((name) => `w ${name}`),
      );
      const read = await launch(where, 'read.py');
      assert.equal(read.stderr, '');
      assert.deepEqual(
        opened(read, where).filter((one) => one.startsWith('r')),
        library.files.map((name) => `r ${name}`),
      );
    });
  }

  it('keep signatures, documentation and errors', async () => {
    const script = `
import inspect, sys, polars as pl, pyarrow as pa, pyarrow.parquet as pq
print(inspect.signature(pl.scan_csv), pl.scan_csv.__doc__[:40], pl.DataFrame.write_csv.__name__)
print(inspect.signature(pq.ParquetFile.__init__), pa.OSFile.__name__, pa.OSFile.__module__)
for call in (lambda: pl.read_csv('none.csv'), lambda: pq.read_table('none'), lambda: pl.scan_csv(),
             lambda: pq.ParquetFile(None)):
    try: call()
    except Exception as e: print(type(e), str(e)[:60])
core = sys.modules['pyarrow.parquet.core']
print(type(core.__loader__), core.__spec__.loader.__dict__.keys())
`;
    await using where = await project({ 'train.py': script });
    const bare = await launch(where, 'train.py', { bare: true });
    const ours = await launch(where, 'train.py');
    assert.equal(ours.stdout, bare.stdout);
    assert.equal(ours.code, 0);
  });

  it('are not looked for by importing anything', async () => {
    const script = 'import sys; print(sorted(m for m in sys.modules if "." not in m))';
    await using where = await project({ 'train.py': script });
    const bare = namesIn((await launch(where, 'train.py', { bare: true })).stdout);
    const ours = namesIn((await launch(where, 'train.py')).stdout);
    const own = new Set(['_json', '_trackline', 'atexit', 'time', 'json']);
    assert.ok(ours.has('_trackline'));
    assert.deepEqual(
      [...ours].filter((name) => !bare.has(name) && !own.has(name)),
      [],
    );
  });
});

function namesIn(list: string): Set<string> {
  return new Set(list.match(/\w+/g));
}
