import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { testPython } from '../../harness/python.ts';
import { clientEnvironment } from '../tracking/servers.ts';

const execute = promisify(execFile);

/** Writes models of every library of the test environment into a folder, and what they predict. */
const makeScript = String.raw`
import json, os, pickle, sys, warnings, zipfile
warnings.simplefilter('ignore')
os.chdir(sys.argv[1])
import joblib, lightgbm, mlflow, numpy as np, skops.io, xgboost
from safetensors.numpy import save_file
from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

X, y = load_iris(return_X_y=True, as_frame=True)
seen = X.iloc[[0, 60, 120]]
forest = RandomForestClassifier(5, random_state=1).fit(X, y)
pipeline = make_pipeline(StandardScaler(), RandomForestClassifier(5, random_state=1)).fit(X, y)
boosted = HistGradientBoostingClassifier(max_iter=4).fit(X, y)
xgb = xgboost.XGBClassifier(n_estimators=4).fit(X, y)
lgb = lightgbm.LGBMClassifier(n_estimators=4, verbose=-1).fit(X, y)
expected = {}
def keep(name, prediction):
    expected[name] = np.asarray(prediction).tolist()
for protocol in (0, 2, 4, 5):
    with open(f'forest{protocol}.pkl', 'wb') as f:
        pickle.dump(forest, f, protocol=protocol)
    keep(f'forest{protocol}.pkl', forest.predict(seen))
for name, model in dict(pipeline=pipeline, boosted=boosted, xgb=xgb, lgb=lgb).items():
    joblib.dump(model, f'{name}.joblib')
    keep(f'{name}.joblib', model.predict(seen))
for name in ('zlib', 'bz2', 'lzma', 'xz'):
    joblib.dump(pipeline, f'{name}.joblib', compress=(name, 3))
    keep(f'{name}.joblib', pipeline.predict(seen))
skops.io.dump(forest, 'forest.skops')
keep('forest.skops', forest.predict(seen))
xgb.save_model('booster.json')
xgb.save_model('booster.ubj')
keep('booster.json', xgb.predict_proba(seen))
keep('booster.ubj', xgb.predict_proba(seen))
lgb.booster_.save_model('booster.txt')
keep('booster.txt', lgb.booster_.predict(seen))
with open('forest.onnx', 'wb') as f:
    f.write(to_onnx(forest, X.values[:1].astype(np.float32), options={'zipmap': False}).SerializeToString())
keep('forest.onnx', forest.predict(seen))
mlflow.sklearn.save_model(forest, 'folder', signature=mlflow.models.infer_signature(X, forest.predict(X)), input_example=X.head(2), serialization_format='pickle')
keep('folder', forest.predict(seen))
save_file({'a': np.zeros((3, 4), np.float32), 'b': np.ones(5, np.int64)}, 'weights.safetensors', metadata={'format': 'np'})

class Evil:
    def __reduce__(self):
        return (os.system, ('echo evil',))
class Sly:
    def __reduce__(self):
        return (eval, ('1 + 1',))
class Mine:
    pass
for protocol in (0, 2, 4):
    with open(f'evil{protocol}.pkl', 'wb') as f:
        pickle.dump([forest, Evil()], f, protocol=protocol)
joblib.dump({'model': forest, 'extra': Sly()}, 'evil.joblib')
with open('mine.pkl', 'wb') as f:
    pickle.dump(Mine(), f)
with open('cut.pkl', 'wb') as f:
    f.write(pickle.dumps(Evil())[:-4])
with open('behind.pkl', 'wb') as f:
    f.write(pickle.dumps(1) + b'junk' + pickle.dumps(Evil()))
with open('escaped.pkl', 'wb') as f:
    f.write(b"\x80\x02S'o\\x73'\nS'system'\n\x93(S'echo'\ntR.")
with zipfile.ZipFile('state.pt', 'w') as z:
    z.writestr('state/data.pkl', pickle.dumps({'weight': 1, 'bias': 2}, protocol=2))
    z.writestr('state/version', '3')
    z.writestr('state/data/0', b'\0' * 16)
with zipfile.ZipFile('evil.pt', 'w') as z:
    z.writestr('evil/data.pkl', pickle.dumps(Evil(), protocol=2))
    z.writestr('evil/version', '3')
with zipfile.ZipFile('net.keras', 'w') as z:
    z.writestr('metadata.json', json.dumps({'keras_version': '3.1.0'}))
    z.writestr('config.json', json.dumps({'class_name': 'Sequential', 'config': {'name': 'net', 'layers': [{'class_name': 'Lambda'}]}}))
    z.writestr('model.weights.h5', b'x')
for name in ('forest.onnx', 'booster.json', 'booster.ubj', 'booster.txt', 'weights.safetensors', 'forest.skops'):
    with open(name, 'rb') as f:
        data = f.read()
    with open('cut-' + name, 'wb') as f:
        f.write(data[:len(data) // 2])
with open('settings.json', 'w') as f:
    f.write('{"learning_rate": 0.1}')
print(json.dumps(expected))
`;

/** Loads packages with MLflow and predicts: one JSON object of results or errors by name. */
const loadScript = String.raw`
import json, logging, os, sys, warnings
warnings.simplefilter('ignore'); logging.disable(logging.CRITICAL)
import mlflow.pyfunc, numpy as np
from sklearn.datasets import load_iris
X, y = load_iris(return_X_y=True, as_frame=True)
seen = X.iloc[[0, 60, 120]]
results = {}
for name, folder in json.loads(sys.argv[1]).items():
    data = seen
    if name.endswith('.onnx'): data = seen.values.astype(np.float32)
    if name.endswith('.txt'): data = seen.rename(columns=lambda c: c.replace(' ', '_'))
    try:
        model = mlflow.pyfunc.load_model(folder)
        answer = model.predict(data)
        if isinstance(answer, dict): answer = answer['label']
        results[name] = np.asarray(answer).tolist()
    except Exception as error:
        results[name] = f'{type(error).__name__}: {error}'
print(json.dumps(results))
`;

/** What MLflow predicts for the input example of each package: one JSON object by name. */
const exampleScript = String.raw`
import json, logging, sys, warnings
warnings.simplefilter('ignore'); logging.disable(logging.CRITICAL)
import mlflow.pyfunc
results = {}
for name, folder in json.loads(sys.argv[1]).items():
    model = mlflow.pyfunc.load_model(folder)
    example = model.input_example
    results[name] = None if example is None else [example.values.tolist(), model.predict(example).tolist()]
print(json.dumps(results))
`;

/** What models predict for three rows of the iris data: classes, or a probability a class. */
export type Predictions = Readonly<Record<string, unknown>>;

/** Makes the models in a folder; what each of them predicts. */
export async function makeModels(folder: string): Promise<Predictions> {
  return await python(makeScript, folder);
}

/** What real MLflow predicts with packages.
 *
 * @param folders folders, or `models:/` addresses at `trackingUri`, by the name of the model.
 */
export async function predictWithMlflow(
  folders: Readonly<Record<string, string>>,
  trackingUri?: string,
): Promise<Predictions> {
  return await python(loadScript, JSON.stringify(folders), trackingUri);
}

/** The rows of the input example of each folder, and what MLflow predicts for them. */
export async function examplesWithMlflow(
  folders: Readonly<Record<string, string>>,
): Promise<Predictions> {
  return await python(exampleScript, JSON.stringify(folders));
}

async function python(
  script: string,
  argument: string,
  trackingUri?: string,
): Promise<Predictions> {
  const { stdout } = await execute(testPython(), ['-c', script, argument], {
    maxBuffer: 16 * 1024 * 1024,
    ...(trackingUri === undefined ? {} : { env: clientEnvironment(trackingUri) }),
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Predictions;
}
