/** Variables that change how a training behaves, and that nobody keeps secrets in. */
const names: ReadonlySet<string> = new Set([
  'CONDA_DEFAULT_ENV',
  'CUBLAS_WORKSPACE_CONFIG',
  'CUDA_DEVICE_ORDER',
  'CUDA_LAUNCH_BLOCKING',
  'CUDA_VISIBLE_DEVICES',
  'HF_DATASETS_OFFLINE',
  'HF_HOME',
  'HF_HUB_OFFLINE',
  'HIP_VISIBLE_DEVICES',
  'JAX_PLATFORMS',
  'KERAS_BACKEND',
  'LOCAL_RANK',
  'MKL_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'NVIDIA_VISIBLE_DEVICES',
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'POLARS_MAX_THREADS',
  'PYTHONHASHSEED',
  'PYTHONOPTIMIZE',
  'RANK',
  'ROCR_VISIBLE_DEVICES',
  'SLURM_ARRAY_JOB_ID',
  'SLURM_ARRAY_TASK_ID',
  'SLURM_JOB_ID',
  'SLURM_JOB_NAME',
  'SLURM_NODELIST',
  'SLURM_NTASKS',
  'SLURM_PROCID',
  'TOKENIZERS_PARALLELISM',
  'TRANSFORMERS_OFFLINE',
  'VECLIB_MAXIMUM_THREADS',
  'VIRTUAL_ENV',
  'WORLD_SIZE',
]);

const prefixes = ['PYTORCH_', 'TORCH_', 'TF_', 'XLA_', 'NCCL_', 'JAX_', 'KMP_', 'OMP_'];

/** A prefix also covers names that nobody has thought of yet. */
const secretWords = /TOKEN|KEY|SECRET|PASS|CREDENTIAL|AUTH|COOKIE/i;

/** The chosen few of a process's variables, sorted by name. */
export function chosenVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const chosen: [string, string][] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && isChosen(name.toUpperCase())) chosen.push([name, value]);
  }
  return Object.fromEntries(chosen.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function isChosen(name: string): boolean {
  if (names.has(name)) return true;
  return prefixes.some((prefix) => name.startsWith(prefix)) && !secretWords.test(name);
}
