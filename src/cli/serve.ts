import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { locateProject } from '../store/project/project.ts';
import { openStore } from '../store/store.ts';
import { makeStoreFolder } from '../store/project/storeFolder.ts';
import type { ArtifactPolicy } from '../tracking/artifactLocations.ts';
import { startTrackingServer } from '../tracking/server.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage.ts';

/** `trackline serve`: a tracking endpoint of its own, until it is interrupted. */
export async function serve(args: readonly string[], output: Output): Promise<number> {
  const { values } = parseArguments({
    args: [...args],
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '5000' },
      store: { type: 'string' },
      'artifacts-destination': { type: 'string' },
      'artifact-root': { type: 'string' },
    },
  });
  const port = wholeNumber('--port', values.port);
  if (port > 65_535) throw new UsageError('--port takes a number up to 65535.');
  const root =
    values.store === undefined ? locateProject(process.cwd()).store : resolve(values.store);
  makeStoreFolder(root);
  const store = openStore(root);
  try {
    const server = await startTrackingServer({
      store,
      host: values.host,
      port,
      artifacts: artifactPolicy(root, values['artifacts-destination'], values['artifact-root']),
      log: output.remark,
    });
    output.line(`Serving ${root} at ${server.url}`);
    output.line(`Set MLFLOW_TRACKING_URI=${server.url} for scripts; Ctrl+C ends it.`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await server.close();
    return 0;
  } finally {
    store.close();
  }
}

/** As `mlflow server` does: through this server, unless clients are to reach another place. */
function artifactPolicy(
  store: string,
  destination: string | undefined,
  root: string | undefined,
): ArtifactPolicy {
  if (root !== undefined) {
    if (destination !== undefined) {
      throw new UsageError('Choose one of --artifacts-destination and --artifact-root.');
    }
    return { kind: 'root', uri: root };
  }
  return {
    kind: 'proxied',
    destination: destination === undefined ? join(store, 'artifacts') : resolve(destination),
  };
}
