import assert from 'node:assert/strict';
import path from 'node:path';
import { helper, launch, opened, project } from './launched.ts';

/** A script whose whole behaviour a person could compare. */
const busy = `
import os, sys, warnings
print('argv', sys.argv, __name__, sys.flags.isolated)
warnings.warn('careful', DeprecationWarning)
def fail():
    return open('nowhere/at/all.csv')
if __name__ == '__main__':
    sys.stderr.write('to stderr\\n')
    if sys.argv[1] == 'raise':
        fail()
    sys.exit(int(sys.argv[1]))
`;

describe('the start of a launched Python', () => {
  for (const arg of ['raise', '0', '7', '255']) {
    it(`leaves output, traceback and exit code as they were (${arg})`, async () => {
      await using where = await project({ 'train.py': busy });
      const bare = await launch(where, 'train.py', { args: [arg], bare: true });
      const ours = await launch(where, 'train.py', { args: [arg] });
      assert.equal(ours.stdout, bare.stdout);
      assert.equal(ours.stderr, bare.stderr);
      assert.equal(ours.code, bare.code);
      assert.equal(bare.events.length, 0);
      assert.equal(ours.events[0]?.kind, 'start');
    });
  }

  it('tells of the process that started', async () => {
    await using where = await project({ 'train.py': 'import os; print(os.getpid())' });
    const { events, stdout } = await launch(where, 'train.py', { args: ['--lr', 'é "q"'] });
    const start = events[0];
    assert.ok(start?.kind === 'start');
    assert.equal(start.pid, Number(stdout));
    assert.deepEqual(start.argv, ['train.py', '--lr', 'é "q"']);
    assert.equal(start.cwd, where.folder);
    assert.match(start.version, /^3\.\d+\.\d+$/);
    assert.ok(path.isAbsolute(start.executable));
  });

  for (const flag of ['-S', '-I', '-E', '-s', '-B', '-O', '-u', '-Werror']) {
    it(`works with python ${flag}`, async () => {
      await using where = await project({ 'train.py': busy });
      const bare = await launch(where, 'train.py', { args: ['3'], flags: [flag], bare: true });
      const ours = await launch(where, 'train.py', { args: ['3'], flags: [flag] });
      assert.deepEqual(
        [ours.code, ours.stdout, ours.stderr],
        [bare.code, bare.stdout, bare.stderr],
      );
    });
  }

  it('does nothing without a launch', async () => {
    const script = 'import sys; print("_trackline" in sys.modules, sys.stdout.line_buffering)';
    await using where = await project({ 'train.py': script });
    const { stdout, events } = await launch(where, 'train.py', {
      env: { TRACKLINE_EVENTS_DIR: '' },
    });
    assert.equal(stdout.trim(), 'False False');
    assert.equal(events.length, 0);
  });

  it('carries on when the events cannot be written', async () => {
    await using where = await project({
      'train.py': 'print(open("data.csv").read())',
      'data.csv': 'a',
    });
    const { code, stdout, stderr } = await launch(where, 'train.py', {
      env: { TRACKLINE_EVENTS_DIR: where.path('not', 'there') },
    });
    assert.deepEqual([code, stdout.trim(), stderr], [0, 'a', '']);
  });

  it('lets each line out when it ends, as in a terminal', async () => {
    await using where = await project({
      'train.py': 'import sys, time\nprint("epoch 1")\nprint("half", end="\\r")\ntime.sleep(60)',
    });
    const { stdout, signal } = await launch(where, 'train.py', {
      killWhen: (printed) => printed.includes('half'),
    });
    assert.equal(stdout.replaceAll('\r\n', '\n'), 'epoch 1\nhalf\r');
    assert.equal(signal, 'SIGKILL');
  });
});

describe('another sitecustomize', () => {
  const asks = 'import sys; m = sys.modules.get("sitecustomize"); print(m and m.__file__)';

  it('is imported in our place and keeps its name', async () => {
    await using where = await project({
      'other/sitecustomize.py': 'import builtins; builtins.theirs = 1; print("theirs first")',
      'train.py': `${asks}\nprint(theirs, open("data.csv").read())`,
      'data.csv': 'x',
    });
    const bare = await launch(where, 'train.py', {
      bare: true,
      env: { PYTHONPATH: where.path('other') },
    });
    const ours = await launch(where, 'train.py', {
      env: { PYTHONPATH: [helper, where.path('other')].join(path.delimiter) },
    });
    assert.match(bare.stdout, /theirs first[^]*sitecustomize\.py[^]*1 x/);
    assert.deepEqual([ours.stdout, ours.stderr], [bare.stdout, bare.stderr]);
    assert.deepEqual(opened(ours, where), ['r data.csv']);
  });

  it('fails as it would without us, and the recording still starts', async () => {
    await using where = await project({
      'other/sitecustomize.py': 'import nothing_of_this_name',
      'train.py': asks,
    });
    const bare = await launch(where, 'train.py', {
      bare: true,
      env: { PYTHONPATH: where.path('other') },
    });
    const ours = await launch(where, 'train.py', {
      env: { PYTHONPATH: [helper, where.path('other')].join(path.delimiter) },
    });
    assert.match(bare.stderr, /nothing_of_this_name/);
    assert.deepEqual([ours.stdout, ours.stderr], [bare.stdout, bare.stderr]);
    assert.equal(ours.events[0]?.kind, 'start');
  });

  it('is absent where there was none', async () => {
    await using where = await project({
      'train.py': `${asks}\ntry:\n    import sitecustomize\nexcept ImportError as e:\n    print(e)`,
    });
    const bare = await launch(where, 'train.py', { bare: true });
    const ours = await launch(where, 'train.py');
    assert.deepEqual([ours.stdout, ours.stderr], [bare.stdout, bare.stderr]);
  });

  it("gives way to a module of the user's that is called trackline", async () => {
    await using where = await project({
      'other/trackline.py': 'log = "mine"',
      'train.py': 'import trackline; print(trackline.log)',
    });
    const env = { PYTHONPATH: [helper, where.path('other')].join(path.delimiter) };
    assert.equal((await launch(where, 'train.py', { env })).stdout.trim(), 'mine');
  });
});
