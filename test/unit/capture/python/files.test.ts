import assert from 'node:assert/strict';
import { launch, opened, project } from './launched.ts';

describe('files that a launched Python opens', () => {
  it('are told with their mode, once each, however they are named', async () => {
    await using where = await project({
      'train.py': `
import io, os, pathlib
for i in range(3): open('data/a.csv').read()
open(os.path.abspath('data/a.csv')); open(b'data/../data/a.csv'); open(pathlib.Path('data/a.csv'))
os.chdir('data')
open('b.csv')
os.close(os.open('c.csv', os.O_RDONLY))
io.open('../über maß.txt', encoding='utf-8')
with open('../out/model.bin', 'wb') as f: f.write(b'1')
with open('../out/log.txt', 'a') as f: f.write('1')
with open('../state.json', 'r+') as f: f.write('1')
`,
      'data/a.csv': 'a',
      'data/b.csv': 'b',
      'data/c.csv': 'c',
      'out/old.txt': '',
      'state.json': '{}',
      'über maß.txt': 'ü',
    });
    const launched = await launch(where, 'train.py');
    assert.equal(launched.stderr, '');
    assert.deepEqual(opened(launched, where), [
      'r data/a.csv',
      'r data/b.csv',
      'r data/c.csv',
      'r state.json',
      'r über maß.txt',
      'w out/log.txt',
      'w out/model.bin',
      'w state.json',
    ]);
  });

  it('leave out code, caches, version control, temporary and missing files', async () => {
    await using where = await project({
      'train.py': `
import os, tempfile, traceback
import helper
try: helper.fail()
except Exception: traceback.format_exc()
open('.git/config'); open('.venv/pyvenv.cfg')
for name in ('nowhere.csv', 'nodir/x', '.'):
    try: open(name)
    except OSError: pass
with tempfile.NamedTemporaryFile(dir='.') as f: f.write(b'1')
open('work.tmp', 'w').close()
os.listdir('.'); os.scandir('.')
open(os.__file__); open(os.devnull, 'w')
`,
      'helper.py': 'def fail():\n    raise ValueError(1)\n',
      '.git/config': '',
      '.venv/pyvenv.cfg': '',
    });
    const launched = await launch(where, 'train.py');
    assert.equal(launched.stderr, '');
    assert.deepEqual(opened(launched, where), []);
  });

  it('are no inputs when the process wrote them itself', async () => {
    await using where = await project({
      'train.py': `
import os
open('made.csv', 'w').close(); open('made.csv').read()
open('model.bin.tmp', 'w').close(); os.replace('model.bin.tmp', 'model.bin'); open('model.bin')
os.mkdir('ckpt.part'); open('ckpt.part/w.bin', 'w').close(); os.rename('ckpt.part', 'ckpt')
`,
    });
    const launched = await launch(where, 'train.py');
    assert.deepEqual(opened(launched, where), [
      'w ckpt.part/w.bin',
      'w ckpt/',
      'w made.csv',
      'w model.bin',
    ]);
  });

  it('become their folder when they are many', async () => {
    await using where = await project({
      'train.py': `
import os
os.mkdir('images'); os.mkdir('few'); os.mkdir('classes')
for i in range(300): open('images/%d.png' % i, 'w').close()
for i in range(3): open('few/%d.png' % i, 'w').close()
for i in range(300):
    os.mkdir('classes/%d' % i); open('classes/%d/x.png' % i, 'w').close()
`,
      'read.py': `
import os
for folder, _, names in os.walk('.'):
    for name in names:
        if name.endswith('.png'): open(os.path.join(folder, name)).close()
`,
    });
    const made = await launch(where, 'train.py');
    assert.ok(opened(made, where).includes('w images/'));
    const both = await launch(where, 'read.py');
    const reads = opened(both, where).filter((one) => one.startsWith('r'));
    assert.ok(reads.includes('r images/'));
    assert.ok(reads.includes('r classes/'));
    assert.ok(!reads.includes('r few/'));
    assert.equal(reads.filter((one) => one.startsWith('r few/')).length, 3);
    assert.ok(reads.length < 450, String(reads.length));
  });

  it('are told by every kind of child: forked, spawned, threads, other Pythons', async () => {
    await using where = await project({
      'train.py': `
import multiprocessing, os, subprocess, sys, threading
def read(name):
    open(name).read()
if __name__ == '__main__':
    open('main.csv')
    for method in ('fork', 'spawn', 'forkserver'):
        if method in multiprocessing.get_all_start_methods():
            child = multiprocessing.get_context(method).Process(target=read, args=(method + '.csv',))
            child.start(); child.join(); assert child.exitcode == 0
    threads = [threading.Thread(target=read, args=('thread%d.csv' % i,)) for i in range(8)]
    [t.start() for t in threads]; [t.join() for t in threads]
    subprocess.run([sys.executable, '-c', "open('sub.csv')"], check=True)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, '-c', "open('exec.csv')"])
`,
      ...Object.fromEntries(
        ['main', 'fork', 'spawn', 'forkserver', 'sub', 'exec', ...Array(8).keys()].map((name) => [
          typeof name === 'number' ? `thread${name}.csv` : `${name}.csv`,
          '',
        ]),
      ),
    });
    const launched = await launch(where, 'train.py');
    assert.equal(launched.stderr, '');
    assert.deepEqual(opened(launched, where), [
      'r exec.csv',
      'r fork.csv',
      'r forkserver.csv',
      'r main.csv',
      'r spawn.csv',
      'r sub.csv',
      ...Array.from({ length: 8 }, (_, i) => `r thread${i}.csv`),
    ]);
    assert.ok(launched.files.every((events) => events[0]?.kind === 'start'));
    assert.equal(launched.malformed, 0);
  });

  it('never touches a descriptor that the script took over', async () => {
    await using where = await project({
      'train.py': `
import os, trackline
os.closerange(3, 100)
with open('mine.csv', 'w') as f:
    open('data.csv').close(); trackline.log(loss=1)
    f.write('only mine')
print(open('mine.csv').read())
`,
      'data.csv': '',
    });
    const launched = await launch(where, 'train.py');
    assert.deepEqual([launched.stdout.trim(), launched.stderr], ['only mine', '']);
    assert.deepEqual(opened(launched, where), ['r data.csv', 'w mine.csv']);
    assert.ok(launched.events.some((event) => event.kind === 'metric'));
  });

  it('count an SQLite database that was there as an input', async () => {
    await using where = await project({
      'make.py':
        'import sqlite3; c = sqlite3.connect("a.db"); c.execute("create table t(x)"); c.close()',
      'read.py':
        'import sqlite3; sqlite3.connect("file:a.db?mode=ro", uri=True); sqlite3.connect(":memory:")',
    });
    assert.deepEqual(opened(await launch(where, 'make.py'), where), ['w a.db']);
    assert.deepEqual(opened(await launch(where, 'read.py'), where), ['r a.db', 'w a.db']);
  });
});
