import assert from 'node:assert/strict';
import {
  packageNameFor,
  packageNameProblem,
  packageVersionProblem,
} from '../../../src/model/modelPackage.ts';
import { judgeName } from '../../../src/registry/pickle/names.ts';
import { parseSums, sumsText } from '../../../src/registry/sums.ts';

describe('names that a pickle imports', () => {
  it('are dangerous where they run code, by whatever way they are reached', () => {
    for (const [module, name] of [
      ['os', 'system'],
      ['os.path', 'join'],
      ['builtins', 'eval'],
      ['__builtin__', 'getattr'],
      ['numpy', 'os.system'],
      ['sklearn.utils', '_joblib.__builtins__'],
      ['sklearn', '__import__'],
      ['functools', 'partial'],
      ['torch', 'load'],
      ['Subprocess', 'Popen'],
    ] as const) {
      assert.equal(judgeName(module, name), 'dangerous', `${module}.${name}`);
    }
  });

  it('are expected of model libraries, and unknown of everybody else', () => {
    assert.equal(judgeName('sklearn.tree._classes', 'DecisionTreeClassifier'), 'expected');
    assert.equal(judgeName('numpy.random._pickle', '__generator_ctor'), 'expected');
    assert.equal(judgeName('torch', 'FloatStorage'), 'expected');
    assert.equal(judgeName('sklearnx', 'Anything'), 'unknown');
    assert.equal(judgeName('__main__', 'Net'), 'unknown');
  });
});

describe('the name and version of a package', () => {
  it('are made of any text', () => {
    for (const [text, name] of [
      ['Iris RF (v2)', 'iris-rf-v2'],
      ['__init__', 'init'],
      ['모델', 'model'],
      ['a..b--c__d', 'a.b-c_d'],
      ['Ünïcode', 'n-code'],
    ] as const) {
      assert.equal(packageNameFor(text), name);
      assert.equal(packageNameProblem(name), undefined);
    }
  });

  it('are refused where a registry would refuse them', () => {
    for (const name of ['', 'Iris', 'a/b', 'a b', '-a', 'a-', 'a'.repeat(129)]) {
      assert.notEqual(packageNameProblem(name), undefined, name);
    }
    for (const version of ['', '.1', '1+build', 'a b', '1'.repeat(129)]) {
      assert.notEqual(packageVersionProblem(version), undefined, version);
    }
    assert.equal(packageVersionProblem('1.0.0-rc.1'), undefined);
  });
});

describe('a list of sums', () => {
  it('is read as it was written, and refused where a line is something else', () => {
    const files = [{ path: 'code/a b.py', bytes: 1, sha256: 'a'.repeat(64) }];
    assert.deepEqual(parseSums(sumsText(files)), new Map([['code/a b.py', 'a'.repeat(64)]]));
    assert.equal(parseSums('hello\n'), undefined);
  });
});
