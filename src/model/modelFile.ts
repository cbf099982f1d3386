/** Kinds of files and folders that hold a model, told apart by their content alone. */
export type ModelFormat =
  | 'onnx'
  | 'safetensors'
  | 'gguf'
  | 'keras'
  | 'xgboost-json'
  | 'xgboost-ubj'
  | 'lightgbm'
  | 'torchscript'
  | 'torch'
  | 'pickle'
  | 'joblib'
  | 'skops'
  | 'mlflow';

/** What people call a format. */
export const formatNames: Readonly<Record<ModelFormat, string>> = {
  onnx: 'ONNX',
  safetensors: 'safetensors',
  gguf: 'GGUF',
  keras: 'Keras',
  'xgboost-json': 'XGBoost JSON',
  'xgboost-ubj': 'XGBoost UBJSON',
  lightgbm: 'LightGBM',
  torchscript: 'TorchScript',
  torch: 'PyTorch',
  pickle: 'Pickle',
  joblib: 'joblib',
  skops: 'skops',
  mlflow: 'MLflow Model',
};

/** One input or output of a model. */
export interface ValueSpec {
  readonly name?: string;
  /** As numpy names it: `float32`, `int64`, `str`. */
  readonly dtype: string;
  /** A number is fixed, a text is the name of a dimension that varies, null varies without one. */
  readonly shape: readonly (number | string | null)[];
}

/** What a model takes and gives, as far as the file says it. */
export interface ModelSignature {
  readonly inputs: readonly ValueSpec[];
  readonly outputs: readonly ValueSpec[];
}

/** A distribution on PyPI that loading needs, with the version that the file names. */
export interface LibraryNeed {
  readonly name: string;
  readonly version?: string;
}

/**
 * Something about a model file that a person must know before it is trusted. `dangerous` runs code
 * when it is loaded, `unread` may hide such, `unknown` imports names that no list knows, `note` is
 * worth knowing.
 */
export interface SafetyFinding {
  readonly level: 'dangerous' | 'unread' | 'unknown' | 'note';
  /** Relative to the model, `/` between folders; a part of an archive follows `!`. */
  readonly file: string;
  /** One sentence. */
  readonly text: string;
}

/** What a model file or folder is. */
export interface ModelFacts {
  readonly format: ModelFormat;
  /** The class as Python names it, or the architecture that the file names. */
  readonly modelClass?: string;
  readonly libraries: readonly LibraryNeed[];
  readonly signature?: ModelSignature;
  /** Of a skops file: the types in it that are classes of known model libraries. */
  readonly knownTypes?: readonly string[];
  /** What else is worth showing: `Trees` `15`. */
  readonly details: Readonly<Record<string, string>>;
  readonly findings: readonly SafetyFinding[];
}

/** The answer to what a file or folder holds. */
export type Recognition =
  | { readonly kind: 'model'; readonly facts: ModelFacts }
  /** It says that it is of this format, and is cut off or contradicts itself. */
  | { readonly kind: 'damaged'; readonly format: ModelFormat; readonly reason: string }
  | { readonly kind: 'other' };

/** Whether findings stop a push until a person overrides them. */
export function isBlocking({ level }: SafetyFinding): boolean {
  return level === 'dangerous' || level === 'unread' || level === 'unknown';
}
