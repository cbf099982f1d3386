import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Diagnostic } from '../../../../src/pipeline/service/diagnostic.ts';
import { testDvcPython } from '../../../harness/python.ts';

/** An error of DVC: in which phase of loading a file, of which class, and what the schema says where. */
export interface DvcError {
  readonly phase: string;
  readonly cls: string;
  readonly detail: string;
}

/** What DVC makes of one file. */
export interface DvcVerdict {
  readonly ok: boolean;
  readonly stages: readonly string[];
  readonly errors: readonly DvcError[];
}

/** What DVC makes of a project: see judge.py. */
export interface ProjectVerdict {
  readonly files: Readonly<Record<string, DvcVerdict>>;
  /** The class of the error that the graph raises. */
  readonly graph: string | null;
}

/** Asks real DVC, in one process, what it makes of projects. @throws {Error} without DVC */
export function askDvc(
  projects: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Readonly<Record<string, ProjectVerdict>> {
  const python = testDvcPython();
  const judge = path.join(import.meta.dirname, '..', 'judge.py');
  const { status, stdout, stderr } = spawnSync(python, [judge], {
    input: JSON.stringify(projects),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  assert.equal(status, 0, `${python} ${judge} failed: ${stderr}`);
  return JSON.parse(stdout) as Readonly<Record<string, ProjectVerdict>>;
}

/** Whether a diagnostic is at the place of an error that DVC has. */
export function isAt(
  { phase, cls, detail }: DvcError,
  { code, dataPath, stage }: Diagnostic,
): boolean {
  const keys = dataPath.map(String);
  if (phase === 'lock') return code === 'lock-invalid';
  if (cls === 'YAMLSyntaxError') return code.startsWith('yaml-');
  if (phase === 'resolver')
    return ['vars', 'datasets'].includes(keys[0] ?? '') || code.startsWith('vars-');
  if (phase === 'keys') return keys[0] === 'stages';
  if (phase.startsWith('stage:')) {
    const name = phase.slice('stage:'.length);
    // What all stages of a group have in common is said once.
    const group = name.slice(0, name.lastIndexOf('@'));
    return stage === name || keys[1] === name || (group !== '' && keys[1] === group);
  }
  if (phase !== 'schema') return keys[0] === phase;
  // What DVC crashes on in a data file has no place but the file.
  if (detail === '') return true;
  return detail.split(' | ').some((one) => {
    const expected = Array.from(
      one.matchAll(/\['((?:[^'\\]|\\.)*)'\]|\[([^'\]]+)\]/g),
      (match) => match[1] ?? asYaml(match[2] ?? ''),
    );
    return JSON.stringify(expected) === JSON.stringify(keys);
  });
}

/** A key that is no text, as it is written in YAML. */
function asYaml(key: string): string {
  const names: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false' };
  return names[key] ?? key;
}
