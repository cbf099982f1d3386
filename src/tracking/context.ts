import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Store } from '../store/store.ts';
import type { ArtifactLocations } from './artifactLocations.ts';
import type { Fields } from './http/fields.ts';

/**
 * The launch that an endpoint serves. Its run exists before the script starts; the first run that
 * the script creates through MLflow is that one.
 */
export interface LaunchContext {
  readonly launchId: string;
  /** The launch's run, which the first `runs/create` adopts. */
  readonly adoptableRunId: string;
  /** Whether an earlier endpoint of this launch has seen that happen. */
  readonly adopted?: boolean;
  /** The script's first run has become the launch's run. */
  readonly onRunAdopted?: (runId: string) => void;
  /** The script has created a further run. */
  readonly onRunCreated?: (runId: string) => void;
}

/** What the endpoints work on. */
export interface TrackingContext {
  store: Store;
  locations: ArtifactLocations;
  readonly launch?: LaunchContext;
  /** Whether the launch's run is still waiting for the script's first run. */
  adoptable: boolean;
}

/** Answers one call: takes the request's fields, returns the JSON object to send. */
export type JsonEndpoint = (
  context: TrackingContext,
  fields: Fields,
  parameters: readonly string[],
) => object | Promise<object>;

/** One that is done when it returns. */
export type LoggingEndpoint = (...call: Parameters<JsonEndpoint>) => object;

/** A request whose body or answer is not JSON. */
export interface RawCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the path names, as it stands in the URL. */
  readonly parameters: readonly string[];
}

/** Answers such a request itself. */
export type RawEndpoint = (context: TrackingContext, call: RawCall) => Promise<void>;
