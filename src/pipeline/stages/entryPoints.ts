import { LineIndex } from '../service/lines.ts';
import { pythonStr } from '../service/python.ts';
import { readYaml } from '../service/yaml/readYaml.ts';
import { asString, get, type Value } from '../service/yaml/values.ts';

/** A program of an MLproject file that can be run by its name. */
export interface EntryPoint {
  readonly name: string;
  /** Where its name stands, from 0. */
  readonly line: number;
  readonly parameters: readonly EntryPointParameter[];
}

/** What is asked for when an entry point is run. */
export interface EntryPointParameter {
  readonly name: string;
  /** Absent where a value must be given. */
  readonly default?: string;
}

/** The entry points of an MLproject file; none where it cannot be read. */
export function entryPointsOf(text: string): EntryPoint[] {
  const { root, problems } = readYaml(text, 'PyYAML');
  const points = problems.length > 0 ? undefined : get(root, 'entry_points');
  const lines = new LineIndex(text);
  return (points?.kind === 'map' ? points.entries : []).flatMap(({ key, value }): EntryPoint[] => {
    if (asString(get(value, 'command')) === undefined) return [];
    const { line } = lines.position(key.start);
    return [{ name: pythonStr(key), line, parameters: parametersOf(get(value, 'parameters')) }];
  });
}

function parametersOf(parameters: Value | undefined): EntryPointParameter[] {
  return (parameters?.kind === 'map' ? parameters.entries : []).map(({ key, value }) => {
    const preset = get(value, 'default');
    const name = pythonStr(key);
    return preset === undefined ? { name } : { name, default: pythonStr(preset) };
  });
}
