import assert from 'node:assert/strict';
import { pythonOptions } from '../../../src/capture/parameters/pythonOptions.ts';
import {
  argumentsOf,
  emptyForm,
  fieldsOf,
  splitValues,
  subcommandsOf,
  type FormValues,
} from '../../../src/model/parameterForm.ts';

const options = pythonOptions(`
parser = argparse.ArgumentParser()
parser.add_argument("data")
parser.add_argument("-l", "--learning-rate", type=float, default=0.1)
parser.add_argument("--optimizer", choices=["adam", "sgd"])
parser.add_argument("--layers", type=int, nargs="+")
parser.add_argument("--verbose", action="store_true")
parser.add_argument("--cache", action=argparse.BooleanOptionalAction)
parser.add_argument("--tag", default="")
`);

const lists = (
  fields: Readonly<Record<string, string>>,
  more: Partial<FormValues> = {},
  of = options,
): readonly string[] => {
  const made = argumentsOf(of, { ...emptyForm, ...more, fields }, 'posix', 100);
  assert.ok(made.kind === 'arguments', made.kind);
  assert.equal(made.count, made.lists.length);
  return made.lists.map((list) => list.join(' '));
};

describe('the form of a script’s options', () => {
  it('has a field each, by what the option takes', () => {
    assert.deepEqual(
      fieldsOf(options, '').map((field) => [
        field.id,
        field.kind === 'choice' ? field.choices.join('|') : field.kind,
      ]),
      [
        ['data', 'text'],
        ['--learning-rate', 'text'],
        ['--optimizer', 'adam|sgd'],
        ['--layers', 'text'],
        ['--verbose', 'flag'],
        ['--cache', '--cache|--no-cache'],
        ['--tag', 'text'],
      ],
    );
  });

  it('gives only what is filled in, positional arguments first', () => {
    assert.deepEqual(lists({}), ['']);
    assert.deepEqual(lists({ data: 'x.csv', '--layers': '64  32', '--verbose': 'true' }), [
      'x.csv --layers 64 32 --verbose',
    ]);
    assert.deepEqual(lists({ '--cache': '--no-cache', '--optimizer': 'sgd' }), [
      '--optimizer sgd --no-cache',
    ]);
  });

  it('makes a run of each combination of several values, in their order', () => {
    assert.deepEqual(lists({ '--learning-rate': '0.1, 0.01', '--optimizer': 'adam,sgd' }), [
      '--learning-rate 0.1 --optimizer adam',
      '--learning-rate 0.1 --optimizer sgd',
      '--learning-rate 0.01 --optimizer adam',
      '--learning-rate 0.01 --optimizer sgd',
    ]);
    assert.deepEqual(lists({ '--layers': '8 8, 16' }), ['--layers 8 8', '--layers 16']);
  });

  it('counts all runs, and lists the first ones', () => {
    const fields = { '--learning-rate': '1,2,3,4', '--layers': '1,2,3', '--tag': 'a,b' };
    const made = argumentsOf(options, { ...emptyForm, fields }, 'posix', 2);
    assert.deepEqual(made, {
      kind: 'arguments',
      count: 24,
      lists: [
        ['--learning-rate', '1', '--layers', '1', '--tag', 'a'],
        ['--learning-rate', '1', '--layers', '1', '--tag', 'b'],
      ],
    });
  });

  it('keeps values with commas, brackets, spaces and dashes whole', () => {
    assert.deepEqual(splitValues(' a ,, "b, c" , [1, 2],{"k": "v,w"}, f(x, y)'), [
      'a',
      'b, c',
      '[1, 2]',
      '{"k": "v,w"}',
      'f(x, y)',
    ]);
    assert.deepEqual(splitValues("don't, 'x, y'"), ["don't", 'x, y']);
    const fields = { '--tag': 'two words' };
    const made = argumentsOf(options, { ...emptyForm, fields }, 'posix', 9);
    assert.deepEqual(made, { kind: 'arguments', count: 1, lists: [['--tag', 'two words']] });
    assert.deepEqual(lists({ '--tag': '-x' }), ['--tag=-x']);
    assert.deepEqual(lists({ '--learning-rate': '-0.5' }), ['--learning-rate -0.5']);
  });

  it('adds further arguments as a terminal would read them', () => {
    assert.deepEqual(lists({ data: 'd' }, { rest: `+model=big 'a b' --x=1` }), [
      'd +model=big a b --x=1',
    ]);
    assert.deepEqual(lists({}, { rest: 'lr=0.1 epochs=3' }), ['lr=0.1 epochs=3']);
    const refused = argumentsOf(options, { ...emptyForm, rest: 'a | b' }, 'posix', 9);
    assert.deepEqual(refused, { kind: 'shell', operator: '|' });
  });

  it('has the options of one subcommand at a time, behind its name', () => {
    const commands = pythonOptions(`
parser.add_argument("--seed", type=int)
fit = subparsers.add_parser("fit")
fit.add_argument("--epochs", type=int)
test = subparsers.add_parser("test")
test.add_argument("--epochs", type=int)
`);
    assert.deepEqual(subcommandsOf(commands), ['fit', 'test']);
    assert.deepEqual(
      fieldsOf(commands, 'fit').map(({ id }) => id),
      ['--seed', 'fit --epochs'],
    );
    const fields = { '--seed': '1', 'fit --epochs': '3,4', 'test --epochs': '5' };
    assert.deepEqual(lists(fields, { command: 'fit' }, commands), [
      '--seed 1 fit --epochs 3',
      '--seed 1 fit --epochs 4',
    ]);
    assert.deepEqual(lists(fields, {}, commands), ['--seed 1']);
  });

  it('offers click’s switches and repeated options', () => {
    const clicked = pythonOptions(`
import click
@click.command()
@click.option("--shout/--no-shout", default=False)
@click.option("--name", "-n", multiple=True)
def main(shout, name): ...
`);
    assert.deepEqual(lists({ '--name': 'a b' }, {}, clicked), ['--name a --name b']);
    assert.deepEqual(lists({ '--shout': '--no-shout' }, {}, clicked), ['--no-shout']);
  });
});
