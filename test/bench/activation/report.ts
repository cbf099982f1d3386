/** How long the parts of one activation took, in milliseconds. */
export interface Activation {
  /** Loading the code of its `main`. */
  readonly load: number;
  /** From the call of `activate()` to its return. */
  readonly call: number;
  /** All of it, as an extension sees it that asks for another: with the editor's own part. */
  readonly whole: number;
}

/** What a window's extension host reports. */
export interface HostReport {
  readonly vscode: string;
  readonly node: string;
  /** By extension. */
  readonly took: Readonly<Record<string, Activation>>;
}
