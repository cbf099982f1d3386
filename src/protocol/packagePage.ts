import type { BuiltPackage, PackageWishes } from '../model/modelPackage.ts';
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
    }
  /** These are of the package that was built. */
  | { readonly kind: 'push' }
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
