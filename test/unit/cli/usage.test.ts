import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArguments } from '../../../src/cli/arguments.ts';
import { help, unknownCommand, UsageError } from '../../../src/cli/usage.ts';

describe('help on the command line', () => {
  it('has every command', () => {
    const file = path.join(import.meta.dirname, '../../../src/cli.ts');
    const names = [...readFileSync(file, 'utf8').matchAll(/^ {2}(\w+): async \(\) =>/gm)];
    assert.ok(names.length > 15);
    for (const [, name = ''] of names) {
      assert.match(help(name), new RegExp(`^Usage:\n  trackline ${name} `));
    }
  });

  it('is about one command, with all forms that it has', () => {
    const lines = help('stage').split('\n');
    const forms = lines.filter((line) => /^ {2}\w/.test(line)).map((line) => line.slice(0, 24));
    assert.deepEqual(forms, [
      '  trackline stage run [N',
      '  trackline stage run [N',
      '  trackline stage status',
    ]);
    assert.doesNotMatch(help('verify'), /doctor|Exit codes/);
  });

  it('says which command was meant', () => {
    assert.match(unknownCommand('modles').message, /no command modles\. Did you mean models\? See/);
    assert.match(unknownCommand('xyzzyxyzzy').message, /no command xyzzyxyzzy\. See/);
    assert.throws(() => help('psuh'), /Did you mean push/);
  });
});

describe('arguments that a command does not take', () => {
  const options = { json: { type: 'boolean' }, limit: { type: 'string' } } as const;

  for (const [args, sentence] of [
    [['--jsn'], 'There is no option --jsn here. Did you mean --json?'],
    [['-x'], 'There is no option -x here.'],
    [['--json=yes'], '--json takes no value.'],
    [['--limit'], '--limit takes a value; one that begins with “-” is written --limit=VALUE.'],
    [
      ['--limit', '--json'],
      '--limit takes a value; one that begins with “-” is written --limit=VALUE.',
    ],
    [['more'], 'There is nothing to do with more here.'],
  ] as const) {
    it(`are told of: ${args.join(' ')}`, () => {
      assert.throws(() => parseArguments({ args: [...args], options }), {
        name: UsageError.name,
        message: `${sentence} See \`trackline help\`.`,
      });
    });
  }

  it('are told of apart from those that it takes', () => {
    const { values } = parseArguments({ args: ['--json', '--limit=-3'], options });
    assert.deepEqual({ ...values }, { json: true, limit: '-3' });
  });
});
