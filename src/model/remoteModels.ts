/** A version of a model in a registry. */
export interface RemoteVersion {
  /** The tag of an OCI registry, or MLflow's number. */
  readonly version: string;
  /** As people write it elsewhere: `HOST/REPOSITORY:TAG`, or `models:/NAME/VERSION`. */
  readonly reference: string;
  /** `sha256:<hex>` of the manifest; MLflow has none. */
  readonly digest?: string;
  /** Digest of the package's list of sums, when it is a package of Trackline. */
  readonly package?: string;
  /** The package's own version, which MLflow's number says nothing of. */
  readonly packageVersion?: string;
  /** ISO 8601, UTC. */
  readonly created?: string;
  /** The run that made it, perhaps not one of this project. */
  readonly run?: string;
  /** `champion` and others that are at this version. */
  readonly aliases: readonly string[];
  /** Why nobody should take it any more. */
  readonly deprecated?: string;
  /** Whether a signature was seen with it; what that is worth, checking it after a pull says. */
  readonly signed?: true;
  /** Why it was pushed in spite of findings. */
  readonly override?: string;
}

/** A name of a registry. */
export interface RemoteModel {
  /** Below the registry's prefix. */
  readonly name: string;
  /** The newest first. */
  readonly versions: readonly RemoteVersion[];
}

/** Where an alias is, and where it was before. */
export interface AliasMove {
  readonly now: string;
  readonly before: string;
}

/** What a registry holds, as far as it tells. */
export interface RemoteModels {
  readonly kind: 'oci' | 'mlflow';
  /** By name. */
  readonly models: readonly RemoteModel[];
  /** Whether the registry told all its names; else they are those that this project pushed. */
  readonly complete: boolean;
  /** A sentence for each model that could not be read. */
  readonly problems: readonly string[];
  /** Names that were asked for and that the registry does not have. */
  readonly missing: readonly string[];
}

/** Something that was changed in a registry from this project. */
export interface RegistryChange {
  /** Milliseconds since the epoch, UTC. */
  readonly time: number;
  /** Who did it, as the operating system names them. */
  readonly user: string;
  /** The registry's name in `trackline.yaml`, or its address. */
  readonly registry: string;
  readonly name: string;
  readonly version: string;
  readonly what:
    | {
        readonly kind: 'alias';
        readonly alias: string;
        /** Where it was before. */ readonly previous?: string;
      }
    | { readonly kind: 'deprecated'; readonly reason: string }
    | { readonly kind: 'restored' }
    | { readonly kind: 'deleted' };
}
