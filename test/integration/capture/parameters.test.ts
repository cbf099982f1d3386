import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { look, show, trackline } from '../launch/trackline.ts';
import { recordOf } from './scripts.ts';

/** A script that must not be run to know its options: it leaves a mark when it is. */
const mark = 'open("ran", "a").write("x")\n';

describe('parameters', function () {
  this.timeout(120_000);
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({});
  });
  afterEach(() => project.remove());

  const once = () => assert.equal(readFileSync(project.path('ran'), 'utf8'), 'x', 'it ran once');

  it('are argparse’s defaults, and what the command line says instead', async () => {
    const { params } = await recordOf(
      project,
      `${mark}
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--learning-rate", type=float, default=1e-3)
parser.add_argument("--epochs", "-e", type=int, default=10)
parser.add_argument("--optimizer", default="adam", choices=["adam", "sgd"])
parser.add_argument("--amp", action="store_true")
parser.add_argument("--layers", nargs="+", type=int, default=[64, 32])
print(parser.parse_args())
`,
      { args: ['--learning-rate=0.1', '-e', '3', '--amp'] },
    );
    assert.equal(params['learning_rate'], '0.1');
    assert.equal(params['epochs'], '3');
    assert.equal(params['optimizer'], 'adam');
    assert.match(params['amp'] ?? '', /^true$/i);
    assert.equal(params['layers'], '[64, 32]');
    once();
  });

  it('are click’s options', async () => {
    const { params } = await recordOf(
      project,
      `${mark}
import click
@click.command()
@click.option("--lr", default=0.01, show_default=True)
@click.option("--batch-size", default=32)
@click.option("--name", default="기본")
def main(lr, batch_size, name):
    print(lr)
main()
`,
      { args: ['--lr', '0.5'] },
    );
    assert.deepEqual(params, { lr: '0.5', batch_size: '32', name: '기본' });
    once();
  });

  it('are typer’s options', async () => {
    const { params } = await recordOf(
      project,
      `${mark}
import typer
def main(lr: float = 0.01, batch_size: int = typer.Option(32), verbose: bool = False):
    print(lr)
typer.run(main)
`,
      { args: ['--batch-size', '64'] },
    );
    assert.equal(params['lr'], '0.01');
    assert.equal(params['batch_size'], '64');
    assert.match(params['verbose'] ?? '', /^false$/i);
    once();
  });

  it('are params.yaml, Hydra’s way of overriding, and --param', async () => {
    await project.write('params.yaml', 'train:\n  lr: 0.01\n  layers: [1, 2]\nseed: 7\n');
    await project.write('script.py', 'import sys\nprint(sys.argv[1:])\n');
    const { code } = await trackline(
      ['run', '--param', 'who=me', '--', testPython(), 'script.py', 'model.depth=3', '+extra=yes'],
      { cwd: project.folder },
    );
    assert.equal(code, 0);
    const { params } = await show(project);
    assert.equal(params['train.lr'], '0.01');
    assert.equal(params['seed'], '7');
    assert.equal(params['model.depth'], '3');
    assert.equal(params['extra'], 'yes');
    assert.equal(params['who'], 'me');
  });

  it('that are secrets are masked wherever they could be read', async () => {
    const secret = 'hunter2-f00ba4';
    const token = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    const report = await recordOf(project, 'import sys\nprint(len(sys.argv))\n', {
      args: ['--password', secret, `--api-key=${secret}`, token, '--lr', '0.1'],
      env: { WANDB_API_KEY: secret },
    });
    assert.equal(report.params['lr'], '0.1');
    assert.equal(report.command.length, 8, 'the form of the command is kept');
    const said = JSON.stringify(report);
    const [launch = ''] = readdirSync(project.path('.trackline', 'launches'));
    const spec = readFileSync(
      project.path('.trackline', 'launches', launch, 'launch.json'),
      'utf8',
    );
    look(project, (store) => store.runs.get(report.id));
    const database = readdirSync(project.path('.trackline'))
      .filter((name) => name.startsWith('trackline.db'))
      .map((name) => readFileSync(project.path('.trackline', name), 'latin1'))
      .join('');
    for (const [place, text] of Object.entries({ said, spec, database })) {
      assert.ok(!text.includes(secret), `${place} holds the password`);
      assert.ok(!text.includes(token), `${place} holds the token`);
    }
  });
});
