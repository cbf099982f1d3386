import type { Quoting } from '../model/commandLine.ts';
import type { FormValues } from '../model/parameterForm.ts';
import type { ScriptOption } from '../model/scriptOption.ts';
import type { PageStrings } from './runPage.ts';

/** Messages of the form for a script's parameters (webview) to the editor. */
export type FromParametersPage =
  /** The page is there and wants its form; sent once a load. */
  | { readonly kind: 'ready' }
  /** To be remembered for the file. */
  | { readonly kind: 'values'; readonly values: FormValues }
  | { readonly kind: 'run'; readonly values: FormValues }
  /** One run under the debugger. */
  | { readonly kind: 'debug'; readonly values: FormValues }
  | { readonly kind: 'openScript' };

/** Messages of the editor to the form. */
export type ToParametersPage =
  | {
      readonly kind: 'form';
      /** Absolute path, which the page keeps in its state for when it is restored. */
      readonly file: string;
      /** What the arguments are added to, as it is shown. */
      readonly command: readonly string[];
      readonly options: readonly ScriptOption[];
      readonly values: FormValues;
      /** How further arguments are read. */
      readonly quoting: Quoting;
      readonly strings: PageStrings;
    }
  /** Whether runs are being started just now. */
  | { readonly kind: 'busy'; readonly busy: boolean }
  /** Shown in place of the form. */
  | { readonly kind: 'failed'; readonly sentence: string; readonly strings: PageStrings };

/** What the page keeps across hiding and reloading (webview state). */
export interface ParametersPageState {
  readonly file: string;
}

/** More runs than this are not started at a time. */
export const mostRuns = 100;
