import * as v from 'valibot';
import type { ModelFacts } from '../../model/modelFile.ts';
import type { ByteReader } from '../byteReader.ts';
import { Damaged } from './damaged.ts';
import { jsonValues } from './jsonValues.ts';
import type { FoundValues } from './jsonValues.ts';
import { ubjsonValues } from './ubjsonValues.ts';

/*
 * XGBoost writes one document, as JSON or as UBJSON. Source: doc/model.schema of dmlc/xgboost.
 */

const learner = 'learner';
const wanted = new Set([
  'version',
  `${learner}.feature_names`,
  `${learner}.objective.name`,
  `${learner}.learner_model_param.num_feature`,
  `${learner}.learner_model_param.num_class`,
  `${learner}.gradient_booster.name`,
  `${learner}.gradient_booster.model.gbtree_model_param.num_trees`,
  `${learner}.attributes.scikit_learn`,
]);

/** @returns undefined when the bytes are something else. @throws {Damaged | EndOfBytes} */
export async function readXgboost(reader: ByteReader): Promise<ModelFacts | undefined> {
  if (!(await reader.fill(4)) || !reader.startsWith([0x7b])) return undefined;
  // `{L`, and the high bytes of a key's length: no JSON text begins so.
  const binary = reader.startsWith([0x7b, 0x4c, 0x00], [0x7b, 0x69], [0x7b, 0x55]);
  const found = binary ? await ubjsonValues(reader, wanted) : await jsonValues(reader, wanted);
  const features = Number(text(found, `${learner}.learner_model_param.num_feature`));
  const objective = text(found, `${learner}.objective.name`);
  if (objective === undefined) return undefined;
  const version = v.safeParse(v.array(v.number()), found.get('version'));
  const names = v.safeParse(v.array(v.string()), found.get(`${learner}.feature_names`));
  if (names.success && names.output.length > 0 && names.output.length !== features) {
    throw new Damaged(`it names ${names.output.length} features and says that it has ${features}`);
  }
  const classes = text(found, `${learner}.learner_model_param.num_class`);
  return {
    format: binary ? 'xgboost-ubj' : 'xgboost-json',
    modelClass: 'xgboost.Booster',
    libraries: [
      { name: 'xgboost', ...(version.success ? { version: version.output.join('.') } : {}) },
    ],
    ...(Number.isInteger(features) && features > 0
      ? { signature: signature(features, names.success ? names.output : []) }
      : {}),
    details: {
      Objective: objective,
      Features: String(features),
      ...(classes === undefined || classes === '0' ? {} : { Classes: classes }),
      Trees: text(found, `${learner}.gradient_booster.model.gbtree_model_param.num_trees`) ?? '–',
    },
    findings: [],
  };
}

function signature(
  features: number,
  names: readonly string[],
): NonNullable<ModelFacts['signature']> {
  // It computes in 32 bits and takes what people train with: 64.
  const inputs =
    names.length > 0
      ? names.map((name) => ({ name, dtype: 'float64', shape: [] }))
      : [{ dtype: 'float64', shape: [null, features] }];
  return { inputs, outputs: [{ dtype: 'float32', shape: [null] }] };
}

function text(found: FoundValues, path: string): string | undefined {
  const value = found.get(path);
  return typeof value === 'string' ? value : undefined;
}
