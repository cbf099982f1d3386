import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../model/errors.ts';
import type { Store } from '../store/store.ts';
import { ArtifactLocations, type ArtifactPolicy } from './artifactLocations.ts';
import type { LaunchContext, TrackingContext } from './context.ts';
import type { RequestHandler } from './http/requestHandler.ts';

/** How a tracking endpoint is started. */
export interface TrackingServerOptions {
  readonly store: Store;
  /** What to listen on; `127.0.0.1` unless told. */
  readonly host?: string;
  /** A free one is taken unless told. */
  readonly port?: number;
  /** What clients must carry as a bearer token (`MLFLOW_TRACKING_TOKEN`). */
  readonly token?: string;
  /** The launch whose script talks to this endpoint. */
  readonly launch?: LaunchContext;
  readonly artifacts: ArtifactPolicy;
  readonly log: (message: string) => void;
  /** Told, in one sentence for people, when what clients log cannot be recorded. */
  readonly onTrouble?: (sentence: string) => void;
}

/** A running tracking endpoint. */
export interface TrackingServer {
  /** What `MLFLOW_TRACKING_URI` is set to. */
  readonly url: string;
  readonly port: number;
  /** Records calls that waited for room on the disk. @returns whether none is left. */
  flush(): boolean;
  /** Records what waits, and what comes, in another store. */
  moveTo(store: Store): void;
  /** Ends after the calls under way are answered. */
  close(): Promise<void>;
}

/** How long answers under way may take when the server closes. */
const closingTimeMs = 2000;

/**
 * Serves MLflow's tracking protocol from a store.
 *
 * @throws UserError when the address cannot be listened on.
 */
export async function startTrackingServer(options: TrackingServerOptions): Promise<TrackingServer> {
  const host = options.host ?? '127.0.0.1';
  const baseFolder =
    (options.launch && options.store.launches.get(options.launch.launchId)?.command.cwd) ??
    process.cwd();
  const context: TrackingContext = {
    store: options.store,
    locations: new ArtifactLocations(options.store, options.artifacts, baseFolder),
    ...(options.launch !== undefined && { launch: options.launch }),
    adoptable: options.launch !== undefined && options.launch.adopted !== true,
  };
  const handler = new LateHandler(async () => {
    const { RequestHandler: Handler } = await import('./http/requestHandler.ts');
    return new Handler({
      context,
      host,
      ...(options.token !== undefined && { token: options.token }),
      log: options.log,
      onTrouble: options.onTrouble ?? options.log,
    });
  });
  const server = createServer(
    {
      // Longer than clients keep their connections, so that none is closed as a request comes.
      keepAliveTimeout: 75_000,
      headersTimeout: 80_000,
      // Uploads take as long as they take.
      requestTimeout: 0,
      noDelay: true,
    },
    (request: IncomingMessage, response: ServerResponse) => handler.handle(request, response),
  );
  const port = await listen(server, host, options.port ?? 0);
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
  return {
    url: `http://${name}:${port}`,
    port,
    flush: () => handler.made?.flush() ?? true,
    moveTo: (store) => {
      context.store = store;
      context.locations = new ArtifactLocations(store, options.artifacts, baseFolder);
    },
    close: async () => {
      await closeServer(server);
      handler.made?.close();
    },
  };
}

/** A request handler that is made, and loaded, for the first request: most commands make none. */
class LateHandler {
  readonly #make: () => Promise<RequestHandler>;
  #making: Promise<RequestHandler> | undefined;
  made: RequestHandler | undefined;

  constructor(make: () => Promise<RequestHandler>) {
    this.#make = make;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.made !== undefined) {
      void this.made.handle(request, response);
      return;
    }
    this.#making ??= this.#make();
    void this.#making.then((made) => {
      this.made = made;
      return made.handle(request, response);
    });
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new UserError(
          `The tracking endpoint cannot listen on ${host}:${port} (${error.code ?? error.message}).`,
          error.code === 'EADDRINUSE' ? 'Choose another port.' : 'Choose another host or port.',
          { cause: error },
        ),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), closingTimeMs);
  await closed;
  clearTimeout(timer);
}
