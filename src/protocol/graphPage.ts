import type { PipelineGraph } from '../model/pipelineGraph.ts';
import type { StageStates } from '../model/stageState.ts';
import type { PageStrings } from './runPage.ts';

/** What can be done with a stage from its box. */
export type StageAction = 'run' | 'runWithNeeds' | 'showLastRun';

/** Messages of the pipeline's page (webview) to the editor. Nodes go by their identifiers. */
export type FromGraphPage =
  /** The page is there and wants its graph; sent once a load. */
  | { readonly kind: 'ready' }
  /** Show where it is written; `focus`: and go there. */
  | { readonly kind: 'open'; readonly node: string; readonly focus: boolean }
  | { readonly kind: 'act'; readonly node: string; readonly action: StageAction }
  /** Show where something is wrong: the index in `troubles` of the graph that was sent last. */
  | { readonly kind: 'openTrouble'; readonly index: number }
  | { readonly kind: 'retry' }
  | { readonly kind: 'showExtensionLog' };

/** Messages of the editor to the pipeline's page. */
export type ToGraphPage =
  | {
      readonly kind: 'graph';
      /** Nothing where there is no pipeline. */
      readonly graph: PipelineGraph | null;
      /** The file or folder that was asked about, which the page keeps for when it is restored. */
      readonly file: string;
      readonly strings: PageStrings;
    }
  /** How the stages stand, as far as it is known. */
  | { readonly kind: 'states'; readonly states: StageStates }
  /** Select a stage or the group that it is in, and bring it into view. */
  | { readonly kind: 'select'; readonly node: string }
  | { readonly kind: 'failed'; readonly sentence: string; readonly strings: PageStrings };

/** What the page keeps across hiding and reloading (webview state). */
export interface GraphPageState {
  readonly file: string;
  readonly view?: GraphView;
  readonly selected?: string;
  /** Groups that are open. */
  readonly open?: readonly string[];
}

/** Which part of the drawing is seen: a point of the drawing is at `point × scale + (x, y)`. */
export interface GraphView {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** What a box says of itself to the editor's context menu (`data-vscode-context`). */
export interface StageContext {
  /** What `when` clauses of the menu ask for. */
  readonly webviewSection: 'stage' | 'data';
  /** Absolute path of the repository. */
  readonly root: string;
  /** Of the node or group. */
  readonly node: string;
}
