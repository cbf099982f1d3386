import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

interface Manifest {
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly configuration?: string }[];
    readonly grammars: readonly { readonly scopeName: string; readonly path: string }[];
  };
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(path.join(root, file), 'utf8')) as T;
}

/** All `match`, `begin` and `end` of a grammar. */
function* expressionsIn(grammar: unknown): Generator<string> {
  if (typeof grammar !== 'object' || grammar === null) return;
  for (const [key, value] of Object.entries(grammar)) {
    if (typeof value === 'string' && ['match', 'begin', 'end'].includes(key)) yield value;
    else yield* expressionsIn(value);
  }
}

/** The texts that the first group of an expression after the opening finds in a text. */
function found(grammar: unknown, scope: string, text: string): string[] {
  const [expression] = [...expressionsIn(grammar)].filter((one) => one.includes(scope));
  assert.ok(expression, scope);
  return Array.from(text.matchAll(new RegExp(expression, 'g')), (match) => match[2] ?? '');
}

describe('the grammars', () => {
  it('are there, with expressions that can be read', async () => {
    const { contributes } = await readJson<Manifest>('package.json');
    assert.ok(contributes.grammars.length >= 3);
    for (const { scopeName, path: file } of contributes.grammars) {
      const grammar = await readJson<{ readonly scopeName: string }>(file);
      assert.equal(grammar.scopeName, scopeName);
      for (const expression of expressionsIn(grammar)) assert.ok(new RegExp(expression));
    }
    for (const { configuration } of contributes.languages) {
      if (configuration !== undefined) assert.ok(await readJson(configuration));
    }
  });

  it('know parameters of pipeline files from variables of an environment', async () => {
    const grammar = await readJson('syntaxes/template.tmLanguage.json');
    const text = 'run ${train.lr} ${ layers[0].size } \\${x} ${HOME} ${HOME:-x} ${{ github.ref }}';
    assert.deepEqual(found(grammar, '\\$\\{)', text), ['train.lr', 'layers[0].size']);
  });

  it('know parameters of an MLproject from doubled braces', async () => {
    const grammar = await readJson('syntaxes/mlproject.tmLanguage.json');
    const text = 'python train.py {lr} {alpha:.2f} {} { x }';
    assert.deepEqual(found(grammar, '[A-Za-z_]', text), ['lr', 'alpha']);
  });
});
