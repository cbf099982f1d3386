import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { artifactFolder, defaultArtifactUri, type Store } from '../store/store.ts';
import type { Experiment } from '../model/run.ts';
import { invalid } from './http/errors.ts';

/** Where clients put and find artifacts. */
export type ArtifactPolicy =
  /** In the store's own folder, which clients on this machine write to themselves. */
  | { readonly kind: 'local' }
  /** In a folder of this machine, through this server. */
  | { readonly kind: 'proxied'; readonly destination: string }
  /** At a URI that clients write to themselves. */
  | { readonly kind: 'root'; readonly uri: string };

/** The location that the store keeps for experiments whose artifacts are its own. */
const ownLocation = 'artifacts';
const proxyScheme = 'mlflow-artifacts:';
/** Characters that MLflow's clients would decode or cut off in a plain path. */
const unsafeInPath = /[%#?\\]/;

/**
 * Translates artifact locations between three forms: as the store keeps them (its own ones
 * relative, so that a project may be moved), as clients see them, and as folders of this machine.
 */
export class ArtifactLocations {
  readonly #store: Store;
  readonly #policy: ArtifactPolicy;
  readonly #baseFolder: string;
  /** The folder that `mlflow-artifacts:/` means; `undefined` when nothing is proxied. */
  readonly proxiedFolder: string | undefined;

  /** @param baseFolder what relative paths that clients give are relative to. */
  constructor(store: Store, policy: ArtifactPolicy, baseFolder: string) {
    this.#store = store;
    this.#policy = policy;
    this.#baseFolder = baseFolder;
    this.proxiedFolder =
      policy.kind === 'proxied'
        ? resolve(policy.destination)
        : policy.kind === 'local'
          ? join(store.root, ownLocation)
          : undefined;
  }

  /** The stored location of a new experiment that names none. */
  ofExperiment(id: string): string {
    if (this.#policy.kind === 'root') return below(this.#policy.uri, id);
    return this.#isOwnFolder() ? ownLocation : (this.proxiedFolder ?? ownLocation);
  }

  /** The stored location of a new run's artifacts. */
  ofRun(runId: string, experiment: Experiment): string {
    if (experiment.artifactLocation !== ownLocation) {
      return below(experiment.artifactLocation, runId, 'artifacts');
    }
    if (this.#policy.kind === 'root') {
      return below(this.#policy.uri, experiment.id, runId, 'artifacts');
    }
    return this.#isOwnFolder()
      ? defaultArtifactUri(runId)
      : join(this.proxiedFolder ?? '', runId, 'artifacts');
  }

  /** The stored location of a new logged model's artifacts, or of a trace's. */
  ofOther(kind: 'models' | 'traces', id: string, experiment: Experiment): string {
    const location =
      experiment.artifactLocation === ownLocation && !this.#isOwnFolder()
        ? this.ofExperiment(experiment.id)
        : experiment.artifactLocation;
    return below(location, kind, id, 'artifacts');
  }

  /**
   * A location that a client gives, as it is stored.
   *
   * @throws MlflowError when it can be nobody's.
   */
  fromClient(location: string): string {
    if (!hasScheme(location)) return resolve(this.#baseFolder, location);
    if (location.startsWith('file:') && !isLocalFileUri(location)) {
      throw invalid(`The artifact location '${location}' is not a folder of this machine.`);
    }
    return location;
  }

  /**
   * As `fromClient`; a place in the store's own folder is kept relative to it.
   *
   * @throws MlflowError when it can be nobody's.
   */
  fromClientInside(location: string): string {
    const stored = this.fromClient(location);
    const folder = this.folder(stored);
    if (folder === undefined) return stored;
    const inside = relative(this.#store.root, folder);
    return inside === '' || isOutside(inside) ? stored : inside.split(sep).join('/');
  }

  /** What a client is told of a stored location. */
  toClient(stored: string): string {
    const folder = artifactFolder(this.#store.root, stored);
    if (folder === undefined) return stored;
    if (this.#policy.kind === 'proxied' && this.proxiedFolder !== undefined) {
      const inside = relative(this.proxiedFolder, folder);
      if (!isOutside(inside)) {
        const path = inside.split(sep).map(encodeURIComponent).join('/');
        return `${proxyScheme}/${path}`;
      }
    }
    if (stored.startsWith('file:')) return stored;
    return process.platform === 'win32' || unsafeInPath.test(folder)
      ? pathToFileURL(folder).href
      : folder;
  }

  /** The folder of this machine that a stored location means; `undefined` when it is elsewhere. */
  folder(stored: string): string | undefined {
    if (stored.startsWith(`${proxyScheme}/`) && this.proxiedFolder !== undefined) {
      const path = new URL(stored).pathname.split('/').map(decodeURIComponent);
      return join(this.proxiedFolder, ...path);
    }
    return artifactFolder(this.#store.root, stored);
  }

  #isOwnFolder(): boolean {
    return this.proxiedFolder === join(this.#store.root, ownLocation);
  }
}

/** Whether a path from `path.relative` leads out of the folder it starts in. */
export function isOutside(inside: string): boolean {
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
}

/** Segments below a location, be it a path or a URI with a query. */
function below(location: string, ...segments: string[]): string {
  if (!hasScheme(location)) {
    return isAbsolute(location) ? join(location, ...segments) : [location, ...segments].join('/');
  }
  const [, base = '', query = ''] = /^([^?#]*)(.*)$/s.exec(location) ?? [];
  return `${base.replace(/\/+$/, '')}/${segments.join('/')}${query}`;
}

/** A drive letter is no scheme. */
function hasScheme(location: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(location);
}

function isLocalFileUri(uri: string): boolean {
  try {
    fileURLToPath(uri);
    return true;
  } catch {
    return false;
  }
}
