/** A person's choices about what is captured. */
export interface CaptureSettings {
  /** Read metrics from lines of output. */
  readonly outputMetrics: boolean;
  /** Regular expressions with the named groups `key`, `value` and `step`, or named after metrics. */
  readonly outputPatterns: readonly string[];
  readonly tensorBoard: boolean;
  readonly systemLoad: boolean;
  /** Untracked files above this size are left out of the snapshot. */
  readonly maxUntrackedFileBytes: number;
}

export const defaultCaptureSettings: CaptureSettings = {
  outputMetrics: true,
  outputPatterns: [],
  tensorBoard: true,
  systemLoad: true,
  maxUntrackedFileBytes: 10 * 1024 * 1024,
};
