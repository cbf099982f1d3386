import type { BuiltPackage, PackageWishes } from '../model/modelPackage.ts';
import type { DraftFiles } from './packageDraft.ts';
import type { PackagePreview, PackageSource } from './packages.ts';
import type { PageStrings } from './runPage.ts';

/** Messages of a package's preview sheet (webview) to the editor. */
export type FromPackagePage =
  /** The page is there and wants its sheet; sent once a load. */
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'package';
      readonly wishes: PackageWishes;
      /** Whether the person chose the version; else the next free one is taken. */
      readonly versionChosen: boolean;
      /** Why findings are overridden. */
      readonly override?: string;
    }
  /** The draft of the model card, made of what is wished. */
  | { readonly kind: 'card'; readonly wishes: PackageWishes }
  /** These are of the package that was built. */
  | { readonly kind: 'push' }
  | { readonly kind: 'sign' }
  | { readonly kind: 'openCard' }
  | { readonly kind: 'revealFolder' }
  | { readonly kind: 'openRun' };

/** Messages of the editor to the sheet. */
export type ToPackagePage =
  | {
      readonly kind: 'preview';
      readonly placed: PackagePageState;
      readonly preview: PackagePreview;
      readonly strings: PageStrings;
    }
  | { readonly kind: 'files'; readonly files: DraftFiles }
  | { readonly kind: 'card'; readonly text: string }
  /** Whether the package is being built just now. */
  | { readonly kind: 'busy'; readonly busy: boolean }
  | { readonly kind: 'built'; readonly built: BuiltPackage }
  /** Why it was not built. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** Shown in place of the sheet. */
  | { readonly kind: 'failed'; readonly sentence: string; readonly strings: PageStrings };

/** What the page keeps across hiding and reloading (webview state). */
export interface PackagePageState {
  readonly store: string;
  readonly source: PackageSource;
}
