import type { ModelFormat } from '../../model/modelFile.ts';

/** Name of the Python module that travels with packages that MLflow has no flavor for. */
export const loaderModule = 'trackline_model_loader';

/** How Python loads a file of a format, as statements that set `model`. */
const statements: Partial<Readonly<Record<ModelFormat, readonly string[]>>> = {
  joblib: ['import joblib', 'model = joblib.load(path)'],
  pickle: ['import pickle', "with open(path, 'rb') as file:", '    model = pickle.load(file)'],
  keras: ['import keras', 'model = keras.saving.load_model(path)'],
  torchscript: ['import torch', "model = torch.jit.load(path, map_location='cpu').eval()"],
  torch: [
    'import torch',
    "model = torch.load(path, map_location='cpu', weights_only=False)",
    "if hasattr(model, 'eval'):",
    '    model.eval()',
  ],
  safetensors: ['from safetensors.numpy import load_file', 'model = load_file(path)'],
};

/**
 * The module that MLflow's `pyfunc.load_model` calls for a format without a flavor: it loads the
 * file and predicts with what it finds there.
 */
export function genericLoader(format: ModelFormat): string {
  const load = statements[format] ?? ['model = path'];
  return `"""Loads the model of this package for mlflow.pyfunc. Written by Trackline."""


class _Model:
    def __init__(self, model):
        self._model = model

    def get_raw_model(self):
        return self._model

    def predict(self, data, params=None):
        model = self._model
        if hasattr(model, 'predict'):
            return model.predict(data, **(params or {}))
        if type(model).__module__.startswith('torch') or hasattr(model, 'state_dict'):
            import numpy
            import torch

            values = data.to_numpy() if hasattr(data, 'to_numpy') else numpy.asarray(data)
            if values.dtype == numpy.float64:
                values = values.astype(numpy.float32)
            with torch.no_grad():
                return model(torch.as_tensor(values)).numpy()
        if callable(model):
            return model(data)
        raise TypeError(
            'This package holds weights without a model: get_raw_model() gives them.'
        )


def _load_pyfunc(path, model_config=None):
${load.map((line) => `    ${line}`).join('\n')}
    return _Model(model)
`;
}
