import { RequestType } from 'vscode-jsonrpc';
import type { VersionComparison } from '../model/compareVersions.ts';
import type { RegistryChange, RemoteModels } from '../model/remoteModels.ts';
import type { PromoteAnswer } from './packages.ts';
import type { InProject } from './tracker.ts';

/*
 * What the editor asks its tracker process about models in registries. All of them ask the registry itself, and can be called
 * off; what they change there is kept in the store and told by the change feed as a `model`.
 */

/** A registry that `trackline.yaml` names. */
export interface NamedRegistry {
  readonly name: string;
  readonly url: string;
}

/** Who we are to one host; it travels with a request and is kept nowhere by who answers it. */
export interface HostLogin {
  /** With its port, as the registry's address has it. */
  readonly host: string;
  readonly credentials:
    | { readonly kind: 'password'; readonly username: string; readonly password: string }
    | { readonly kind: 'bearer'; readonly token: string };
}

/** A registry and how to come in. */
export interface RegistryAccess {
  /** A name of `trackline.yaml`, or an address. */
  readonly registry: string;
  readonly login?: HostLogin;
  /** File with the certificate of its authority. */
  readonly certificate?: string;
}

/** A version of a registry that is asked about. */
export interface RemoteRequest extends InProject, RegistryAccess {
  /** Below the registry's prefix. */
  readonly name: string;
  /** As {@link RemoteVersion.version} has it. */
  readonly version: string;
}

/** A version that is compared. */
export type ComparedSide =
  | {
      readonly kind: 'folder';
      /** Absolute, of a package or another MLflow Model. */
      readonly folder: string;
      /** What it is called where its files do not say it. */
      readonly name: string;
      readonly version: string;
    }
  | ({ readonly kind: 'remote' } & Omit<RemoteRequest, 'store'>);

export interface PullRequest extends RemoteRequest {
  /**
   * Absolute, of a folder that does not exist. Without one a package of Trackline goes among those
   * of the project.
   */
  readonly folder?: string;
  /** Named by the notifications of its progress. */
  readonly transfer: string;
}

export interface PullAnswer {
  /** Absolute. */
  readonly folder: string;
  readonly digest: string;
  readonly files: number;
  /** It is a package of Trackline, whose own list of sums was checked too. */
  readonly verified: boolean;
}

export const remoteRequests = {
  list: new RequestType<
    InProject &
      RegistryAccess & {
        /** Models that are asked for by name, where the registry does not list them. */
        readonly names?: readonly string[];
      },
    RemoteModels,
    void
  >('registry/list'),
  /** What was changed in a registry from this project, newest first; of one model. */
  history: new RequestType<
    InProject & { readonly registry: string; readonly name: string },
    readonly RegistryChange[],
    void
  >('registry/history'),
  /** Moves an alias there; not that of the project. */
  promote: new RequestType<RemoteRequest & { readonly alias: string }, PromoteAnswer, void>(
    'registry/promote',
  ),
  /** Moves an alias back to where it was before it was moved last, as the registry or this project knows. */
  rollBack: new RequestType<
    Omit<RemoteRequest, 'version'> & { readonly alias: string },
    { readonly version: string },
    void
  >('registry/rollBack'),
  /** Without a reason a deprecation is taken back. */
  deprecate: new RequestType<RemoteRequest & { readonly reason?: string }, void, void>(
    'registry/deprecate',
  ),
  /** Refused while an alias is at the version. */
  delete: new RequestType<RemoteRequest, void, void>('registry/delete'),
  pull: new RequestType<PullRequest, PullAnswer, void>('registry/pull'),
  /** Two versions, here or in registries; nothing is brought here but their small files. */
  compare: new RequestType<
    InProject & { readonly a: ComparedSide; readonly b: ComparedSide },
    VersionComparison,
    void
  >('registry/compare'),
} as const;
