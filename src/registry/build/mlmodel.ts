import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { ModelSignature, ValueSpec } from '../../model/modelFile.ts';
import type { InputExample } from '../../model/modelPackage.ts';
import { mlflowVersion } from './requirements.ts';

/** What goes into an `MLmodel` file besides the flavors. */
export interface MlmodelContent {
  readonly flavors: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly signature?: ModelSignature;
  /** Whether {@link exampleFiles} lie beside it. */
  readonly hasExample: boolean;
  /** Of the model's own files. */
  readonly bytes: number;
  /** Hexadecimal digest of them, from which the model's id is made. */
  readonly sha256: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly runId?: string;
  readonly python: string;
  readonly mlflow?: string;
}

/**
 * The text of an `MLmodel` file. It depends on its content alone: the same model of the same run
 * gives the same text. Source: `Model.to_dict` in mlflow/models/model.py.
 */
export function mlmodelText(content: MlmodelContent): string {
  const { flavors, signature, hasExample, bytes, sha256, created, runId, python, mlflow } = content;
  const pyfunc = {
    ...flavors['python_function'],
    env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' },
    python_version: python,
  };
  return stringify(
    {
      artifact_path: 'model',
      flavors: { ...flavors, python_function: pyfunc },
      mlflow_version: mlflow ?? mlflowVersion,
      model_size_bytes: bytes,
      model_uuid: createHash('sha256')
        .update(`${runId ?? ''}\n${sha256}`)
        .digest('hex')
        .slice(0, 32),
      ...(runId === undefined ? {} : { run_id: runId }),
      ...(hasExample
        ? {
            saved_input_example_info: {
              artifact_path: exampleFile,
              pandas_orient: 'split',
              serving_input_path: servingFile,
              type: 'dataframe',
            },
          }
        : {}),
      ...(signature === undefined ? {} : { signature: signatureTexts(signature) }),
      utc_time_created: `${new Date(created).toISOString().slice(0, -1).replace('T', ' ')}000`,
    },
    { lineWidth: 0, sortMapEntries: true },
  );
}

const exampleFile = 'input_example.json';
const servingFile = 'serving_input_example.json';

/** The files of an input example, as MLflow writes them: name → text. */
export function exampleFiles({ columns, data }: InputExample): Readonly<Record<string, string>> {
  const split = { columns, data };
  return {
    [exampleFile]: JSON.stringify(split),
    [servingFile]: JSON.stringify({ dataframe_split: split }, undefined, 2),
  };
}

/** MLflow's column types by numpy's names. */
const columnTypes: Readonly<Record<string, string>> = {
  int64: 'long',
  int32: 'integer',
  float64: 'double',
  float32: 'float',
  bool: 'boolean',
  str: 'string',
  bytes: 'binary',
};

function signatureTexts({
  inputs,
  outputs,
}: ModelSignature): Readonly<Record<string, string | null>> {
  return { inputs: specsText(inputs), outputs: specsText(outputs), params: null };
}

function specsText(values: readonly ValueSpec[]): string | null {
  return values.length === 0 ? null : JSON.stringify(specs(values));
}

/** Either all are columns or all are tensors: MLflow refuses a mixture. */
function specs(values: readonly ValueSpec[]): unknown[] {
  const columns = values.every(
    ({ name, dtype, shape }) =>
      name !== undefined && shape.length === 0 && columnTypes[dtype] !== undefined,
  );
  if (columns) {
    return values.map(({ name, dtype }) => ({ type: columnTypes[dtype], name, required: true }));
  }
  const tensors = values.filter(({ dtype }) => dtype !== 'object');
  return tensors.map(({ name, dtype, shape }) => ({
    type: 'tensor',
    // Names are given to all or to none.
    ...(name === undefined || tensors.length === 1 ? {} : { name }),
    'tensor-spec': { dtype, shape: shape.map((side) => (typeof side === 'number' ? side : -1)) },
  }));
}

/** The text of `conda.yaml`. */
export function condaText(python: string, requirements: readonly string[]): string {
  return stringify(
    {
      channels: ['conda-forge'],
      dependencies: [`python=${python}`, 'pip', { pip: [...requirements] }],
      name: 'mlflow-env',
    },
    { lineWidth: 0 },
  );
}

/** The text of `python_env.yaml`. */
export function pythonEnvText(python: string): string {
  return stringify({
    python,
    build_dependencies: ['pip', 'setuptools', 'wheel'],
    dependencies: ['-r requirements.txt'],
  });
}
