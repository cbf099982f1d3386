import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { testPython } from '../../harness/python.ts';

const requirements = path.resolve(import.meta.dirname, '../../requirements.txt');

/** Prints the installed version of each distribution that is named, as one JSON object. */
const PROGRAM = `
import json, sys
from importlib.metadata import version
print(json.dumps({name: version(name) for name in sys.argv[1:]}))
`;

describe('the test interpreter', () => {
  it('has exactly the packages that test/requirements.txt pins', async () => {
    const text = await readFile(requirements, 'utf8');
    const pinned = Object.fromEntries(
      Array.from(text.matchAll(/^([\w-]+)==(\S+)$/gm), ([, name = '', version = '']) => [
        name,
        version,
      ]),
    );
    const args = ['-c', PROGRAM, ...Object.keys(pinned)];
    const { stdout } = await promisify(execFile)(testPython(), args);
    assert.deepEqual(JSON.parse(stdout), pinned);
    assert.ok('mlflow' in pinned);
  });
});
