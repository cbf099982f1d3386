import assert from 'node:assert/strict';
import path from 'node:path';
import { parametersOfCommand } from '../../../../src/capture/parameters/commandLine.ts';
import { scriptOfCommand } from '../../../../src/capture/parameters/scriptCommand.ts';

function words(command: string): string[] {
  return command.split(' ').filter((word) => word !== '');
}

describe('parameters of a command', () => {
  const cases: readonly (readonly [command: string, params: Record<string, string>])[] = [
    ['python train.py', {}],
    ['python train.py --lr 0.1 --epochs=3', { lr: '0.1', epochs: '3' }],
    ['python train.py --batch-size 32', { batch_size: '32' }],
    ['python train.py -k 5 -j4', { k: '5', j: '4' }],
    ['python train.py --amp --no-shuffle --seed 1', { amp: 'true', shuffle: 'false', seed: '1' }],
    [
      'python train.py --bias -1.5 --offset -.5 --low -inf',
      { bias: '-1.5', offset: '-.5', low: '-inf' },
    ],
    ['python train.py --layers 1 2 3 --lr 0.1', { layers: '1 2 3', lr: '0.1' }],
    ['python train.py --lr 0.1 -- --epochs 3', { lr: '0.1' }],
    ['python train.py --empty=', { empty: '' }],
    ['python train.py --query a=b', { query: 'a=b' }],
    ['python train.py lr=0.1 model.depth=3', { lr: '0.1', 'model.depth': '3' }],
    [
      'python train.py +new=1 ++forced=2 ~gone db/engine=x',
      { new: '1', forced: '2', 'db/engine': 'x' },
    ],
    ['python train.py --multirun lr=0.1,0.2', { lr: '0.1,0.2' }],
    ['python train.py data.csv http://h/?a=b /x/y=3', {}],
    ['python -u -W ignore -X dev train.py --lr 0.1', { lr: '0.1' }],
    ['python -m pkg.train --lr 0.1', { lr: '0.1' }],
    ['python -um pkg.train --lr 0.1', { lr: '0.1' }],
    ['python -c print(1) --lr 0.1', { lr: '0.1' }],
    ['torchrun --nproc_per_node 2 --standalone train.py --lr 0.1', { lr: '0.1' }],
    ['torchrun --nproc-per-node=2 -m pkg.train --lr 0.1', { lr: '0.1' }],
    ['accelerate launch --num_processes 2 train.py --lr 0.1', { lr: '0.1' }],
    ['python -m torch.distributed.run --nproc_per_node 2 train.py --lr 0.1', { lr: '0.1' }],
    ['python -m debugpy --listen 5678 --wait-for-client train.py --lr 0.1', { lr: '0.1' }],
    ['uv run --with numpy --python 3.11 train.py --lr 0.1', { lr: '0.1' }],
    ['uv run python -m pkg.train --lr 0.1', { lr: '0.1' }],
    ['poetry run python train.py --lr 0.1', { lr: '0.1' }],
    ['conda run -n ml --no-capture-output python train.py --lr 0.1', { lr: '0.1' }],
    ['env CUDA_VISIBLE_DEVICES=0 python train.py --lr 0.1', { lr: '0.1' }],
    ['nohup nice -n 5 timeout -k 5 10m python train.py --lr 0.1', { lr: '0.1' }],
    ['mpirun -np 4 python train.py --lr 0.1', { lr: '0.1' }],
    ['Rscript --vanilla train.R --lr 0.1', { lr: '0.1' }],
    ['julia --project=. -t 4 train.jl --lr 0.1', { lr: '0.1' }],
    ['bash -eu train.sh --lr 0.1', { lr: '0.1' }],
    ['./train --lr 0.1', { lr: '0.1' }],
  ];
  for (const [command, params] of cases) {
    it(command, () => assert.deepEqual(parametersOfCommand(words(command)), params));
  }

  it('are told apart by what is known of the script', () => {
    const line = 1;
    const options = [
      { name: 'data', flags: [], values: 'one', line },
      { name: 'verbose', flags: ['-v', '--verbose'], values: 'none', line },
      { name: 'learning_rate', flags: ['-l', '--lr'], values: 'one', line },
      { name: 'cache', flags: ['--no-cache'], values: 'none', whenGiven: 'false', line },
      { name: 'amp', flags: ['--amp', '--no-amp'], values: 'none', line },
      { name: 'tag', flags: ['--tag'], values: 'repeated', line },
      { name: 'files', flags: [], values: 'many', line },
    ] as const;
    const command =
      'python train.py --verbose a.csv -l 0.1 b.csv --no-cache c.csv --no-amp --tag x --tag y';
    assert.deepEqual(parametersOfCommand(words(command), options), {
      verbose: 'true',
      data: 'a.csv',
      learning_rate: '0.1',
      files: 'b.csv c.csv',
      cache: 'false',
      amp: 'false',
      tag: 'x y',
    });
  });
});

describe('the script of a command', () => {
  const cwd = path.resolve('/work dir');
  const at = (file: string): string => path.resolve(cwd, file);
  const cases = [
    [
      'python src/train.py --lr 1',
      { name: 'train.py', language: 'python', path: at('src/train.py') },
    ],
    [
      '/opt/venv/bin/python3.11 train.py',
      { name: 'train.py', language: 'python', path: at('train.py') },
    ],
    ['python -m pkg.train', { name: 'train', language: 'python', module: 'pkg.train' }],
    ['python -m pkg.__main__', { name: 'pkg', language: 'python', module: 'pkg.__main__' }],
    [
      'python -m coverage run train.py',
      { name: 'train.py', language: 'python', path: at('train.py') },
    ],
    ['uv run train.py', { name: 'train.py', language: 'python', path: at('train.py') }],
    ['uv run -m pkg.train', { name: 'train', language: 'python', module: 'pkg.train' }],
    ['Rscript analysis/fit.R', { name: 'fit.R', language: 'r', path: at('analysis/fit.R') }],
    ['julia train.jl', { name: 'train.jl', language: 'julia', path: at('train.jl') }],
    ['bash run', { name: 'run', language: 'shell', path: at('run') }],
    ['./train.py', { name: 'train.py', language: 'python', path: at('train.py') }],
    ['/usr/bin/make all', { name: 'make', language: 'other' }],
    ['bash -c exit', { name: 'bash', language: 'other' }],
    ['python', { name: 'python', language: 'other' }],
  ] as const;
  for (const [command, expected] of cases) {
    it(command, () => {
      const { args: _args, ...script } = scriptOfCommand(words(command), cwd);
      assert.deepEqual(script, expected);
    });
  }

  it('is found behind a Windows path', () => {
    const argv = ['C:\\Python311\\python.exe', 'train.py', '--lr', '0.1'];
    assert.equal(scriptOfCommand(argv, cwd).name, 'train.py');
    assert.deepEqual(parametersOfCommand(argv), { lr: '0.1' });
  });
});
