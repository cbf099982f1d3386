import os from 'node:os';
import { errorText } from '../../model/errors.ts';
import type { Environment, Interpreter } from '../../model/launch.ts';
import { isPython, pythonState, type PythonState } from './packages.ts';
import { NoSuchProgram, runProgram } from './runProgram.ts';
import { chosenVariables } from './variables.ts';

const interpreterTimeoutMs = 20_000;
const gpuTimeoutMs = 5_000;

/** What is asked about where a launch runs. */
export interface EnvironmentRequest {
  /** Absent for a plain command: its program is asked then, if its name is that of a Python. */
  readonly interpreter?: Interpreter;
  /** Variables of the launched command. */
  readonly env: NodeJS.ProcessEnv;
  readonly argv: readonly string[];
}

/** `warnings` are sentences for people about what could not be found out. */
export interface CapturedEnvironment {
  readonly environment: Environment;
  readonly warnings: readonly string[];
}

/** Looks at the machine and the interpreter. Never rejects: what fails becomes a warning. */
export async function captureEnvironment(
  request: EnvironmentRequest,
): Promise<CapturedEnvironment> {
  const warnings: string[] = [];
  const env = withoutRecording(request.env);
  const interpreter = request.interpreter ?? interpreterOf(request.argv);
  const [state, gpus] = await Promise.all([
    interpreterState(interpreter, env, warnings),
    gpuNames(env, warnings),
  ]);
  const cpus = os.cpus();
  const environment: Environment = {
    platform: `${os.type()} ${os.release()} ${os.arch()}`,
    hostname: os.hostname(),
    cpu: cpus[0]?.model.trim() ?? '',
    cpus: cpus.length === 0 ? os.availableParallelism() : cpus.length,
    memoryBytes: os.totalmem(),
    gpus,
    packages: state?.packages ?? {},
    variables: chosenVariables(request.env),
    ...(interpreter === undefined
      ? {}
      : {
          interpreter: {
            ...interpreter,
            ...(state === undefined
              ? {}
              : { version: state.version, path: state.executable || interpreter.path }),
          },
        }),
  };
  return { environment, warnings };
}

function interpreterOf(argv: readonly string[]): Interpreter | undefined {
  const program = argv[0];
  return program !== undefined && isPython(program)
    ? { path: program, source: 'command' }
    : undefined;
}

/** Programs that are asked something here are no part of the run. */
function withoutRecording(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { TRACKLINE_EVENTS_DIR: _, ...rest } = env;
  return rest;
}

async function interpreterState(
  interpreter: Interpreter | undefined,
  env: NodeJS.ProcessEnv,
  warnings: string[],
): Promise<PythonState | undefined> {
  if (interpreter === undefined) return undefined;
  try {
    if (isPython(interpreter.path)) {
      return await pythonState(interpreter.path, env, interpreterTimeoutMs);
    }
    const printed = await runProgram(interpreter.path, ['--version'], env, interpreterTimeoutMs);
    const version = /\d+(?:\.\d+)+/.exec(printed)?.[0];
    return version === undefined
      ? undefined
      : { version, executable: interpreter.path, packages: {} };
  } catch (error) {
    warnings.push(`The interpreter's version and packages are not known. ${errorText(error)}`);
    return undefined;
  }
}

/** NVIDIA's GPUs, each as `name, memory, driver`; none where its tool is not installed. */
async function gpuNames(env: NodeJS.ProcessEnv, warnings: string[]): Promise<string[]> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  try {
    const printed = await runProgram('nvidia-smi', query, env, gpuTimeoutMs);
    return printed
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.includes(','));
  } catch (error) {
    if (!(error instanceof NoSuchProgram)) {
      warnings.push(`The GPUs are not known. ${errorText(error)}`);
    }
    return [];
  }
}
