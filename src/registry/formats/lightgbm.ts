import type { ModelFacts } from '../../model/modelFile.ts';
import type { ByteReader } from '../byteReader.ts';
import { Damaged } from './damaged.ts';

/*
 * LightGBM writes text: `tree`, lines of `key=value`, the trees, `end of trees`, parameters.
 * Source: `SaveModelToString` in src/boosting/gbdt_model_text.cpp of microsoft/LightGBM.
 */

const longestLine = 16 * 1024 * 1024;

/** @returns undefined when the bytes are something else. @throws {Damaged | EndOfBytes} */
export async function readLightgbm(reader: ByteReader): Promise<ModelFacts | undefined> {
  const magic = [...Buffer.from('tree\n')];
  if (!(await reader.fill(magic.length)) || !reader.startsWith(magic)) return undefined;
  const keys = new Map<string, string>();
  let trees = 0;
  let ended = false;
  while (!ended && (await reader.fill(1))) {
    const line = Buffer.from(await reader.line(longestLine))
      .toString('utf8')
      .trimEnd();
    if (line.startsWith('Tree=')) trees += 1;
    else if (line === 'end of trees') ended = true;
    const at = line.indexOf('=');
    if (trees === 0 && at > 0) keys.set(line.slice(0, at), line.slice(at + 1));
  }
  if (!ended) throw new Damaged('its trees do not come to an end');
  const features = (keys.get('feature_names') ?? '').split(' ').filter((name) => name !== '');
  return {
    format: 'lightgbm',
    modelClass: 'lightgbm.Booster',
    libraries: [{ name: 'lightgbm' }],
    signature: {
      inputs: features.map((name) => ({ name, dtype: 'float64', shape: [] })),
      outputs: [{ dtype: 'float64', shape: [null] }],
    },
    details: {
      Objective: keys.get('objective') ?? '–',
      Features: String(features.length),
      Trees: String(trees),
      'Format version': keys.get('version') ?? '–',
    },
    findings: [],
  };
}
