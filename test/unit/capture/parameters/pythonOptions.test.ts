import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parametersOfCommand } from '../../../../src/capture/parameters/commandLine.ts';
import { pythonOptions } from '../../../../src/capture/parameters/pythonOptions.ts';
import type { ScriptOption } from '../../../../src/model/scriptOption.ts';
import { testPython } from '../../../harness/python.ts';

const scripts = path.join(import.meta.dirname, 'scripts');

function read(name: string): string {
  return readFileSync(path.join(scripts, name), 'utf8');
}

/** An option as the library itself describes it. */
type Described = Record<'name' | 'flags' | 'default' | 'choices' | 'help' | 'values', unknown>;

function described(name: string, library: string): Described[] {
  const describe = path.join(scripts, 'describe_options.py');
  const answer = execFileSync(testPython(), [describe, path.join(scripts, name), library]);
  return JSON.parse(answer.toString()) as Described[];
}

function comparable(option: ScriptOption): Described {
  return {
    name: option.name,
    flags: option.flags,
    default: option.default ?? null,
    choices: option.choices ?? null,
    help: option.help ?? null,
    values: option.values,
  };
}

function byName(options: readonly Described[]): Map<unknown, Described> {
  return new Map(options.map((option) => [option.name, option]));
}

describe('options of a Python script', function () {
  this.timeout(60_000);

  it('are those of argparse', () => {
    const real = byName(described('with_argparse.py', 'argparse'));
    const home = real.get('home');
    assert.ok(home);
    // Worked out at run time: nothing that a reader of the text can know.
    home.default = null;
    const options = pythonOptions(read('with_argparse.py'));
    assert.deepEqual(byName(options.map(comparable)), real);
    const rate = options.find(({ name }) => name === 'learning_rate');
    assert.deepEqual([rate?.type, rate?.line], ['float', 15]);
  });

  it('are those of click', () => {
    const options = byName(pythonOptions(read('with_click.py')).map(comparable));
    const real = byName(described('with_click.py', 'click'));
    for (const option of real.values()) option.flags = (option.flags as string[]).toSorted();
    for (const option of options.values()) option.flags = (option.flags as string[]).toSorted();
    assert.deepEqual(options, real);
  });

  it('are those of typer', () => {
    const options = byName(pythonOptions(read('with_typer.py')).map(comparable));
    assert.deepEqual(options, byName(described('with_typer.py', 'typer')));
  });

  it('say which subcommand they belong to', () => {
    const options = pythonOptions(read('with_commands.py'));
    assert.deepEqual(
      options.map(({ name, command }) => [name, command]),
      [
        ['lr', 'train'],
        ['folder', 'train'],
        ['split', 'evaluate'],
      ],
    );
  });

  it('give the parameters of a command their names', () => {
    const options = pythonOptions(read('with_argparse.py'));
    const command =
      'python x.py a.csv --lr 0.5 --amp --no-cache --no-shuffle -v --layers 8 4 --fast';
    assert.deepEqual(parametersOfCommand(command.split(' '), options), {
      data: 'a.csv',
      learning_rate: '0.5',
      amp: 'true',
      cache: 'false',
      shuffle: 'false',
      verbose: '1',
      layers: '8 4',
      fast: 'turbo',
    });
  });

  it('are told in broken files as far as they can be', () => {
    const broken = [
      'def f(:',
      '    pass',
      'parser.add_argument("--lr", type=float, default=0.1)',
      'parser.add_argument("--open", default=(',
    ].join('\n');
    assert.deepEqual(pythonOptions(broken).find(({ name }) => name === 'lr')?.default, '0.1');
  });

  it('are looked for in any text without an error', () => {
    const text = read('with_typer.py') + read('with_click.py') + read('with_argparse.py');
    for (let cut = 0; cut < text.length; cut += 97) {
      pythonOptions(text.slice(0, cut));
      pythonOptions(text.slice(cut));
    }
  });

  it('are none in a script that has none', () => {
    assert.deepEqual(pythonOptions('lr = 0.1\nprint(lr)\n'), []);
  });
});
