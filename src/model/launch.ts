/** One execution of one command, as asked for. */
export interface Command {
  /** Program and arguments, never a shell string. Secrets are masked before it is stored. */
  readonly argv: readonly string[];
  /** Absolute working folder. */
  readonly cwd: string;
}

/** How the interpreter of a launch was found. */
export interface Interpreter {
  readonly path: string;
  readonly source: 'command' | 'python-extension' | 'setting' | 'workspace-venv' | 'path';
}

/** The code that a launch ran. */
export type CodeState =
  | {
      readonly kind: 'git';
      /** Absent in a repository that has no commit yet. */
      readonly commit?: string;
      /** Absent on a detached HEAD. */
      readonly branch?: string;
      /** Whether anything differed from the commit, untracked files included. */
      readonly dirty: boolean;
      /** The git tree of the working tree, kept by `refs/trackline/launches/<launch id>`. */
      readonly snapshot: string;
      /** What differed from the commit, as paths relative to the repository's root. */
      readonly changed: readonly ChangedFile[];
      readonly leftOut: readonly LeftOutFile[];
    }
  | {
      readonly kind: 'copy';
      /** `sha256:<hex>` of the sorted listing of (path, mode, content digest). */
      readonly snapshot: string;
      readonly files: number;
      readonly leftOut: readonly LeftOutFile[];
      /** Why git could not be used where there is a repository, in sentences for people. */
      readonly reason?: string;
    }
  | {
      readonly kind: 'none';
      /** One sentence for people. */
      readonly reason: string;
    };

export interface ChangedFile {
  readonly path: string;
  readonly change: 'added' | 'modified' | 'deleted' | 'type-changed';
}

/** A file that the snapshot does not hold, and why. */
export interface LeftOutFile {
  readonly path: string;
  readonly bytes: number;
  readonly reason: 'too-large' | 'unreadable' | 'limit-reached' | 'secret' | 'nested-repository';
}

/** Where a launch ran. Values that look like secrets are masked before it is stored. */
export interface Environment {
  readonly platform: string;
  readonly hostname: string;
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly gpus: readonly string[];
  readonly interpreter?: Interpreter & { readonly version?: string };
  /** Installed Python distributions, name → version, sorted by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** A chosen few environment variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** How a launch ended. */
export type LaunchEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  /** The command could not be started; `reason` is one sentence for people. */
  | { readonly kind: 'not-started'; readonly reason: string }
  /** The supervisor died and nobody saw how the command ended. */
  | { readonly kind: 'interrupted' };

/** The record of one execution. */
export interface Launch {
  readonly id: string;
  readonly command: Command;
  readonly user: string;
  readonly hostname: string;
  /** Milliseconds since the epoch, UTC. */
  readonly startTime: number;
  readonly endTime?: number;
  readonly end?: LaunchEnd;
  readonly interpreter?: Interpreter;
  readonly code?: CodeState;
  readonly environment?: Environment;
  /** Sentences for people about what could not be captured. */
  readonly warnings: readonly string[];
}
