import { randomBytes } from 'node:crypto';
import { errorText } from '../model/errors.ts';
import type { WindowEndpoint } from '../protocol/tracker.ts';
import type { Store } from '../store/store.ts';
import { startTrackingServer, type TrackingServer } from '../tracking/server.ts';

interface OpenEndpoint {
  readonly server: TrackingServer;
  readonly token: string;
}

/** The tracking endpoints of this window, one a project, each started when it is first asked for. */
export class WindowEndpoints {
  readonly #open = new Map<string, Promise<OpenEndpoint>>();
  readonly #log: (text: string) => void;
  readonly #onTrouble: (text: string) => void;

  constructor(log: (text: string) => void, onTrouble: (text: string) => void) {
    this.#log = log;
    this.#onTrouble = onTrouble;
  }

  /** @param again where it was under a tracker that died. */
  async of(store: Store, again?: WindowEndpoint): Promise<WindowEndpoint> {
    let endpoint = this.#open.get(store.root);
    if (endpoint === undefined) {
      endpoint = this.#startAgain(store, again);
      this.#open.set(store.root, endpoint);
      endpoint.catch(() => this.#open.delete(store.root));
    }
    const { server, token } = await endpoint;
    return { url: server.url, token };
  }

  /** Closes the endpoint of a store that is about to be closed. */
  forget(store: Store): void {
    const endpoint = this.#open.get(store.root);
    this.#open.delete(store.root);
    endpoint
      ?.then(({ server }) => server.close())
      .catch((error: unknown) => {
        this.#log(`The endpoint of ${store.root} could not be closed: ${errorText(error)}`);
      });
  }

  async #startAgain(store: Store, again: WindowEndpoint | undefined): Promise<OpenEndpoint> {
    if (again !== undefined) {
      try {
        return await this.#start(store, again.token, Number(new URL(again.url).port));
      } catch (error) {
        // Somebody else has the port by now.
        this.#log(errorText(error));
      }
    }
    return await this.#start(store, randomBytes(24).toString('base64url'), 0);
  }

  async #start(store: Store, token: string, port: number): Promise<OpenEndpoint> {
    const server = await startTrackingServer({
      store,
      token,
      port,
      artifacts: { kind: 'local' },
      log: this.#log,
      onTrouble: this.#onTrouble,
    });
    return { server, token };
  }
}
