/** Milliseconds that comparing two large trees may take. */
export const compareTimeout = 2 * 60_000;
/** Milliseconds that writing a large tree may take; it can be called off. */
export const restoreTimeout = 60 * 60_000;
/** Milliseconds that a run is waited for: the longest that a timer can be set to, 24 days. */
export const runTimeout = 2 ** 31 - 1;
