import { delimiter } from 'node:path';

/** Names the endpoint that a launch has set, to tell it from one that a person chose. */
const ownEndpoint = 'TRACKLINE_TRACKING_URI';

/** What a launched command finds in its environment. */
export interface ChildEnvironmentRequest {
  /** The environment of the process that asked for the launch. */
  readonly inherited: NodeJS.ProcessEnv;
  readonly endpoint: { readonly url: string; readonly token: string };
  readonly experimentId: string;
  readonly launchId: string;
  readonly runId: string;
  readonly projectRoot: string;
  readonly eventsFolder: string;
  /** The folder with `sitecustomize.py` and `trackline.py`. */
  readonly pythonFolder: string;
}

/** The environment of a launched command, and what a person should know about it. */
export interface ChildEnvironment {
  readonly env: NodeJS.ProcessEnv;
  readonly warnings: readonly string[];
}

/**
 * Builds the environment of a launched command: the inherited one, without what belongs to the
 * editor's own processes, and with what lets MLflow and the Python helper find this launch.
 *
 * A tracking server that the person set is left as it is, since their runs are expected there.
 */
export function childEnvironment(request: ChildEnvironmentRequest): ChildEnvironment {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(request.inherited)) {
    if (!isOfEditor(name)) env[name] = value;
  }
  env['TRACKLINE_EVENTS_DIR'] = request.eventsFolder;
  env['TRACKLINE_PROJECT'] = request.projectRoot;
  env['TRACKLINE_LAUNCH_ID'] = request.launchId;
  env['TRACKLINE_RUN_ID'] = request.runId;
  env['PYTHONPATH'] = [request.pythonFolder, env['PYTHONPATH']].filter(Boolean).join(delimiter);

  const theirs = env['MLFLOW_TRACKING_URI'];
  // A launch inside of another one finds the other's endpoint here, which nobody chose.
  const chosen = theirs !== env[ownEndpoint];
  if (theirs !== undefined && theirs !== '' && chosen) {
    return {
      env,
      warnings: [
        `MLFLOW_TRACKING_URI is set to ${theirs}, so what the script logs through MLflow goes there and not into this record.`,
      ],
    };
  }
  env['MLFLOW_TRACKING_URI'] = request.endpoint.url;
  env[ownEndpoint] = request.endpoint.url;
  env['MLFLOW_TRACKING_TOKEN'] = request.endpoint.token;
  env['MLFLOW_EXPERIMENT_ID'] = request.experimentId;
  // MLflow prints the address of the run, where nobody answers once the launch is over.
  env['MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT'] ??= 'true';
  // Name and password would win over the token, and a run of another server cannot be resumed here.
  for (const name of [
    'MLFLOW_TRACKING_USERNAME',
    'MLFLOW_TRACKING_PASSWORD',
    'MLFLOW_EXPERIMENT_NAME',
    'MLFLOW_RUN_ID',
  ]) {
    delete env[name];
  }
  // A proxy would be asked for 127.0.0.1 too. Programs read one of the two names, so both hold all.
  const direct = new Set([env['NO_PROXY'], env['no_proxy'], '127.0.0.1', 'localhost']);
  const list = [...direct].filter(Boolean).join(',');
  env['NO_PROXY'] = list;
  env['no_proxy'] = list;
  return { env, warnings: [] };
}

/** Variables that steer Electron, VS Code's own child processes, or our Node processes. */
function isOfEditor(name: string): boolean {
  return /^(ELECTRON_|VSCODE_|NODE_CHANNEL_|NODE_COMPILE_CACHE$)/.test(name);
}
