/*
 * The graph of a repository's pipelines as it travels: to the panel that draws it, and to people's
 * own tools as `trackline graph --json`.
 */

/** The parts of the loop that a machine-learning project goes through, in their order. */
export const loopPhases = [
  'collect',
  'analyse',
  'prepare',
  'train',
  'evaluate',
  'package',
  'serve',
  'monitor',
  'retrain',
] as const;

/** A part of the loop. */
export type LoopPhase = (typeof loopPhases)[number];

/** Where something is written: lines and characters from 0, characters in UTF-16 units. */
export interface GraphRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A place in a file of the repository. */
export interface GraphLocation {
  /** From the root of the repository, with `/`. */
  readonly file: string;
  readonly range: GraphRange;
}

/** The parameters that a stage reads of one file. */
export interface GraphParameters {
  /** From the root of the repository. */
  readonly file: string;
  /** None means all of the file. */
  readonly keys: readonly string[];
}

/** A stage, or data that a `.dvc` file tracks. */
export interface PipelineNode {
  /** Unique and as DVC addresses it from the root: `dvc.yaml:train@large`, `data/raw.csv.dvc`. */
  readonly id: string;
  readonly kind: 'stage' | 'data';
  /** `train@large`; of data the path that is tracked, as it is written in its file. */
  readonly name: string;
  /** What a `foreach` or `matrix` makes belongs together: `dvc.yaml:train`; nothing for all others. */
  readonly group?: string;
  /** All of the stage; of generated ones, the definition that they share. */
  readonly location: GraphLocation;
  readonly phase?: LoopPhase;
  /** The stage's `desc`. */
  readonly description?: string;
  /** The folder that its commands run in, from the root: `.` for the root itself. */
  readonly folder: string;
  /** With all `${…}` replaced, a shell call each. */
  readonly commands: readonly string[];
  /** What it reads, from the root, or an address. */
  readonly deps: readonly string[];
  readonly params: readonly GraphParameters[];
  readonly outs: readonly string[];
  readonly metrics: readonly string[];
  readonly plots: readonly string[];
  /** Those of `deps` that are neither there nor written by anything in the graph. */
  readonly missing: readonly string[];
  /** It is never run again unless it is asked for. */
  readonly frozen: boolean;
  /** It is run every time. */
  readonly alwaysChanged: boolean;
}

/** Data goes from one node to another. */
export interface PipelineEdge {
  /** The node that writes. */
  readonly from: string;
  /** The node that reads. */
  readonly to: string;
  /** What is handed on, as the writer names it. */
  readonly paths: readonly string[];
}

/** What makes DVC refuse a pipeline. */
export interface GraphTrouble {
  readonly code: string;
  /** One or two sentences: what is wrong, and what to do. */
  readonly message: string;
  readonly location: GraphLocation;
  /** The nodes that it is about; none when it is about a file that cannot be read. */
  readonly nodes: readonly string[];
}

/** A file that pipelines are made of. */
export interface GraphFile {
  /** From the root. */
  readonly path: string;
  /**
   * What the graph has of it: all (`current`); what it held when it was last sound, since it is not
   * now (`last-good`); or those parts that can be read of a file that was never sound (`partial`).
   */
  readonly state: 'current' | 'last-good' | 'partial';
}

/** All stages and tracked data of a repository, and who reads what of whom. */
export interface PipelineGraph {
  /** Absolute with `/`; from the current folder on the command line. */
  readonly root: string;
  /** In the order of their files, and within them as they are written. */
  readonly nodes: readonly PipelineNode[];
  /** In the order of the nodes that write. */
  readonly edges: readonly PipelineEdge[];
  readonly files: readonly GraphFile[];
  readonly troubles: readonly GraphTrouble[];
}
