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
  /** The script's first run has become the launch's run. */
  readonly onRunAdopted?: (runId: string) => void;
  /** The script has created a further run. */
  readonly onRunCreated?: (runId: string) => void;
}

/** What the endpoints work on. */
export interface TrackingContext {
  readonly store: Store;
  readonly locations: ArtifactLocations;
  readonly launch?: LaunchContext;
  /** Whether the launch's run is still waiting for the script's first run. */
  adoptable: boolean;
}

/** Answers one call: takes the request's fields, returns the JSON object to send. */
export type JsonEndpoint = (
  context: TrackingContext,
  fields: Fields,
  parameters: readonly string[],
) => object;
