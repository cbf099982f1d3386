import type { ModelFacts } from '../../model/modelFile.ts';
import { genericLoader, loaderModule } from './loader.ts';

/** How a model of some format becomes an MLflow Model. */
export interface Recipe {
  /** Where the model's file goes in the package. */
  readonly data: string;
  /** Flavors of the `MLmodel` file without what all have. */
  readonly flavors: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Files that are written beside it: path → text. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * How a model's file is packaged. Where MLflow has a flavor for it, that is used; else a small
 * loader travels with the package. Source of the flavors: mlflow's own `save_model` of each.
 *
 * @param extension of the model's file, with the dot.
 */
export function recipeFor(facts: ModelFacts, extension: string): Recipe {
  const version = (name: string): string | null =>
    facts.libraries.find((need) => need.name === name)?.version ?? null;
  switch (facts.format) {
    case 'onnx':
      return flavored('model.onnx', 'mlflow.onnx', 'onnx', {
        onnx_version: version('onnx'),
        providers: ['CUDAExecutionProvider', 'CPUExecutionProvider'],
        onnx_session_options: null,
      });
    case 'xgboost-json':
    case 'xgboost-ubj': {
      const format = facts.format === 'xgboost-json' ? 'json' : 'ubj';
      return flavored(`model.${format}`, 'mlflow.xgboost', 'xgboost', {
        xgb_version: version('xgboost'),
        model_class: 'xgboost.core.Booster',
        model_format: format,
      });
    }
    case 'lightgbm':
      return flavored('model.lgb', 'mlflow.lightgbm', 'lightgbm', {
        lgb_version: version('lightgbm'),
        model_class: 'lightgbm.basic.Booster',
      });
    case 'pickle':
      return isSklearnLike(facts)
        ? sklearn(facts, 'model.pkl', 'pickle')
        : custom(facts, extension);
    case 'skops':
      return sklearn(facts, 'model.skops', 'skops');
    default:
      return custom(facts, extension);
  }
}

function flavored(
  data: string,
  loader: string,
  name: string,
  own: Readonly<Record<string, unknown>>,
): Recipe {
  return {
    data,
    flavors: {
      [name]: { ...own, code: null, data },
      python_function: { data, loader_module: loader },
    },
    files: {},
  };
}

function isSklearnLike({ modelClass = '' }: ModelFacts): boolean {
  return /^(sklearn|imblearn|xgboost\.sklearn|lightgbm\.sklearn)\./.test(modelClass);
}

function sklearn(facts: ModelFacts, data: string, format: 'pickle' | 'skops'): Recipe {
  const version = facts.libraries.find(({ name }) => name === 'scikit-learn')?.version ?? null;
  return {
    data,
    flavors: {
      python_function: { loader_module: 'mlflow.sklearn', model_path: data, predict_fn: 'predict' },
      sklearn: {
        code: null,
        pickled_model: data,
        serialization_format: format,
        sklearn_version: version,
        ...(format === 'skops' ? { skops_trusted_types: facts.knownTypes ?? [] } : {}),
      },
    },
    files: {},
  };
}

function custom(facts: ModelFacts, extension: string): Recipe {
  const data = `data/model${extension}`;
  return {
    data,
    flavors: { python_function: { code: 'code', data, loader_module: loaderModule } },
    files: { [`code/${loaderModule}.py`]: genericLoader(facts.format) },
  };
}
