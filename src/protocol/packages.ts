import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { GateVerdict } from '../model/gates.ts';
import type { ModelFormat, SafetyFinding } from '../model/modelFile.ts';
import type {
  BuiltPackage,
  PackagePlan,
  PackageWishes,
  SignatureCheck,
} from '../model/modelPackage.ts';
import type { NamedRegistry, RegistryAccess } from './registries.ts';
import type { InProject } from './tracker.ts';

/*
 * What the editor asks its tracker process about packages of models. Everything that reads, scans,
 * hashes or transfers a file is done there.
 */

interface OfPackage extends InProject {
  /** Absolute. */
  readonly folder: string;
}

/** What is packaged: a model of a run, or a file or folder. */
export type PackageSource =
  | { readonly kind: 'run'; readonly runId: string; readonly choice?: string }
  /** Absolute. */
  | { readonly kind: 'file'; readonly file: string };

/** Whether a model may be promoted, as far as that can be said before it is packaged. */
export type GateReport =
  | { readonly kind: 'judged'; readonly verdicts: readonly GateVerdict[] }
  /** There are gates, and no run that they could be judged on. */
  | { readonly kind: 'no-run'; readonly gates: number };

/** What a package will be, before it is built. */
export interface PackagePreview {
  readonly plan: PackagePlan;
  /** Of the model's file or files. */
  readonly bytes: number;
  readonly gates: GateReport;
  /** What is wrong with `trackline.yaml`; its gates are then not known. */
  readonly problem?: string;
}

/** One of several models that a run left. */
export interface ModelChoice {
  readonly label: string;
  readonly format: ModelFormat;
  readonly modelClass?: string;
}

export type PlanAnswer =
  | { readonly kind: 'preview'; readonly preview: PackagePreview }
  | { readonly kind: 'choose'; readonly models: readonly ModelChoice[] };

/** A package of a project, as a list shows it. */
export interface PackageRow {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
  readonly digest: string;
  readonly run?: string;
  /** ISO 8601, UTC: when the model was made. */
  readonly created: string;
  readonly metrics: Readonly<Record<string, string>>;
  /** Whether it has a signature; whether that is right is for `verify` to say. */
  readonly signed: boolean;
  /** `champion` and others that are at this version. */
  readonly aliases: readonly string[];
  /** Where it went, newest first. */
  readonly pushes: readonly { readonly registry: string; readonly reference: string }[];
}

/** A version that a script registered through MLflow, which is no package yet. */
export interface RegisteredRow {
  readonly name: string;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly run?: string;
  /** Absolute folder of its files, where they are on this machine. */
  readonly folder?: string;
  readonly aliases: readonly string[];
}

export interface PackageList {
  readonly packages: readonly PackageRow[];
  /** The newest version of each name first. */
  readonly registered: readonly RegisteredRow[];
  /** Sentences about folders that are no packages. */
  readonly problems: readonly string[];
}

export interface PushRequest extends OfPackage, RegistryAccess {
  /** Why findings are overridden. */
  readonly override?: string;
  /** Named by the notifications of its progress. */
  readonly transfer: string;
}

export type PushAnswer =
  | {
      readonly kind: 'pushed';
      readonly name: string;
      readonly version: string;
      readonly reference: string;
      readonly digest: string;
    }
  | { readonly kind: 'unsafe'; readonly findings: readonly SafetyFinding[] };

export type PromoteAnswer =
  | { readonly kind: 'promoted'; readonly name: string; readonly version: string }
  | { readonly kind: 'closed'; readonly verdicts: readonly GateVerdict[] };

export interface SignRequest extends OfPackage {
  /** Absolute, of a PEM file. */
  readonly key: string;
  readonly passphrase?: string;
}

export type SignAnswer =
  /** What the key is known by: the SHA-256 of its public part. */
  | { readonly kind: 'signed'; readonly key: string }
  /** The key is encrypted, and wants a passphrase or another one. */
  | { readonly kind: 'locked' };

/** What checking a package against its list of sums found; all empty when it is as it was built. */
export interface CheckedPackage {
  readonly files: number;
  readonly digest: string;
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly signature: SignatureCheck;
}

export const packageRequests = {
  plan: new RequestType<InProject & { readonly source: PackageSource }, PlanAnswer, void>(
    'packages/plan',
  ),
  /** Can be called off. */
  build: new RequestType<
    InProject & {
      readonly source: PackageSource;
      readonly wishes: PackageWishes;
      /** Whether the version was chosen; else the next free one is taken, or the same package. */
      readonly versionChosen: boolean;
      /** Why findings are overridden; it goes into the provenance. */
      readonly override?: string;
    },
    BuiltPackage,
    void
  >('packages/build'),
  list: new RequestType<InProject, PackageList, void>('packages/list'),
  registries: new RequestType<InProject, readonly NamedRegistry[], void>('packages/registries'),
  /** Can be called off; nothing is then to be seen in the registry. */
  push: new RequestType<PushRequest, PushAnswer, void>('packages/push'),
  promote: new RequestType<OfPackage & { readonly alias: string }, PromoteAnswer, void>(
    'packages/promote',
  ),
  /** Moves an alias back to where it was before. */
  rollBack: new RequestType<
    InProject & { readonly name: string; readonly alias: string },
    { readonly version: string },
    void
  >('packages/rollBack'),
  verify: new RequestType<
    OfPackage & {
      /** Absolute, of the PEM file of who should have signed it. */
      readonly publicKey?: string;
    },
    CheckedPackage,
    void
  >('packages/verify'),
  /** Signs a package with a key of one's own, which is kept nowhere; nor is the passphrase. */
  sign: new RequestType<SignRequest, SignAnswer, void>('packages/sign'),
  remove: new RequestType<OfPackage, void, void>('packages/remove'),
} as const;

/** How far a transfer is, in bytes. */
export interface TransferNews {
  /** As the request named it. */
  readonly transfer: string;
  readonly done: number;
  readonly total: number;
}

export const packageNotifications = {
  /** A few times a second. */
  progress: new NotificationType<TransferNews>('packages/progress'),
} as const;
