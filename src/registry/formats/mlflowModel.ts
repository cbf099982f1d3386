import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { errorText } from '../../model/errors.ts';
import type { LibraryNeed, ModelSignature, ValueSpec } from '../../model/modelFile.ts';
import { Damaged } from './damaged.ts';

/** What the `MLmodel` file of an MLflow Model folder says. */
export interface MlmodelFile {
  /** Its content, for whoever writes it on with changes. */
  readonly content: Readonly<Record<string, unknown>>;
  /** The flavors' names, `python_function` left out. */
  readonly flavors: readonly string[];
  /** Relative path of the model's data, where a flavor names it. */
  readonly data?: string;
  readonly loaderModule?: string;
  readonly signature?: ModelSignature;
  readonly libraries: readonly LibraryNeed[];
  readonly mlflowVersion?: string;
}

const flavor = v.looseObject({
  data: v.optional(v.nullable(v.string())),
  model_path: v.optional(v.nullable(v.string())),
  pickled_model: v.optional(v.nullable(v.string())),
  model_data: v.optional(v.nullable(v.string())),
  loader_module: v.optional(v.nullable(v.string())),
});
const file = v.looseObject({
  flavors: v.record(v.string(), flavor),
  mlflow_version: v.nullish(v.string()),
  signature: v.nullish(
    v.looseObject({ inputs: v.nullish(v.string()), outputs: v.nullish(v.string()) }),
  ),
});

/** Versions of libraries stand in flavors under such keys. */
const versionKeys: Readonly<Record<string, string>> = {
  sklearn_version: 'scikit-learn',
  xgb_version: 'xgboost',
  lgb_version: 'lightgbm',
  onnx_version: 'onnx',
  pytorch_version: 'torch',
  keras_version: 'keras',
};

/**
 * Reads the `MLmodel` file of a folder.
 *
 * @returns undefined when there is none.
 * @throws {Damaged} when it is not one that MLflow reads.
 */
export async function readMlmodel(folder: string): Promise<MlmodelFile | undefined> {
  const at = path.join(folder, 'MLmodel');
  const found = await stat(at).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  let content: unknown;
  try {
    content = parse(await readFile(at, 'utf8'));
  } catch (error) {
    throw new Damaged(`MLmodel is not YAML: ${errorText(error)}`);
  }
  const parsed = v.safeParse(file, content);
  if (!parsed.success) throw new Damaged('MLmodel has no flavors');
  const { flavors, signature, mlflow_version: version } = parsed.output;
  const pyfunc = flavors['python_function'];
  const own = Object.entries(flavors).filter(([name]) => name !== 'python_function');
  const data =
    pyfunc?.data ??
    pyfunc?.model_path ??
    own
      .map(([, { data: at2, pickled_model }]) => at2 ?? pickled_model)
      .find((at2) => typeof at2 === 'string');
  const read =
    signature === undefined || signature === null
      ? undefined
      : readSignature(signature.inputs, signature.outputs);
  return {
    content: parsed.output,
    flavors: own.map(([name]) => name),
    ...(typeof data !== 'string' ? {} : { data }),
    ...(typeof pyfunc?.loader_module !== 'string' ? {} : { loaderModule: pyfunc.loader_module }),
    ...(read === undefined ? {} : { signature: read }),
    libraries: own.flatMap(([, entries]) => librariesOf(entries)),
    ...(typeof version !== 'string' ? {} : { mlflowVersion: version }),
  };
}

function librariesOf(entries: Readonly<Record<string, unknown>>): LibraryNeed[] {
  return Object.entries(versionKeys).flatMap(([key, name]) => {
    const version = entries[key];
    return typeof version === 'string' ? [{ name, version }] : [];
  });
}

const column = v.looseObject({
  type: v.string(),
  name: v.optional(v.string()),
  'tensor-spec': v.optional(v.object({ dtype: v.string(), shape: v.array(v.number()) })),
});

/** MLflow's column types as numpy names them. */
const columnTypes: Readonly<Record<string, string>> = {
  long: 'int64',
  integer: 'int32',
  double: 'float64',
  float: 'float32',
  boolean: 'bool',
  string: 'str',
  binary: 'bytes',
  datetime: 'datetime64[ns]',
};

/** Reads the JSON texts of a signature; undefined when neither is one. @throws {Damaged} */
export function readSignature(
  inputs: string | null | undefined,
  outputs: string | null | undefined,
): ModelSignature | undefined {
  const signature = { inputs: readColumns(inputs), outputs: readColumns(outputs) };
  return signature.inputs.length + signature.outputs.length > 0 ? signature : undefined;
}

function readColumns(text: string | null | undefined): ValueSpec[] {
  if (typeof text !== 'string') return [];
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Damaged('the signature in MLmodel is not JSON');
  }
  const columns = v.safeParse(v.array(column), data);
  return columns.success ? columns.output.map(valueSpec) : [];
}

function valueSpec({ name, type, 'tensor-spec': tensor }: v.InferOutput<typeof column>): ValueSpec {
  return {
    ...(name === undefined ? {} : { name }),
    dtype: tensor?.dtype ?? columnTypes[type] ?? type,
    shape: tensor?.shape.map((side) => (side < 0 ? null : side)) ?? [],
  };
}
