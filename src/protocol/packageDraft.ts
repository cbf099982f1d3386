import { RequestType } from 'vscode-jsonrpc';
import type { PackageFile, PackageWishes } from '../model/modelPackage.ts';
import type { PackageSource } from './packages.ts';

/* What the sheet asks of a package before it is built. */

interface OfSource {
  /** Absolute path of the `.trackline/` folder. */
  readonly store: string;
  readonly source: PackageSource;
}

/** The files that a package will have. */
export interface DraftFiles {
  /** The model's own, by their paths in the package. */
  readonly own: readonly PackageFile[];
  /** Paths of those that are written when it is built; what is in them depends on the sheet. */
  readonly written: readonly string[];
}

export const draftRequests = {
  /** Reads every byte of the model; can be called off. */
  files: new RequestType<OfSource, DraftFiles, void>('packages/draftFiles'),
  /** The model card that the package would get, in Markdown. */
  card: new RequestType<OfSource & { readonly wishes: PackageWishes }, string, void>(
    'packages/draftCard',
  ),
} as const;
