/** How often a condition is looked at, in milliseconds. */
const EVERY = 50;

/** Milliseconds that a condition may take; tiers whose tests may take longer set it. */
const patience = Number(process.env['TRACKLINE_TEST_PATIENCE'] ?? 20_000);

/**
 * Waits until a condition gives something other than false, null or undefined, and returns it. An
 * error that the condition throws counts as "not yet" and is told when time is up.
 * @param what what is waited for, for the message: "the run to finish".
 * @throws {Error} after `timeoutMs`.
 */
export async function until<T>(
  condition: () => Promise<T> | T,
  what: string,
  timeoutMs = patience,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      last = undefined;
      if (value !== false && value !== null && value !== undefined) {
        return value as Exclude<T, false | null | undefined>;
      }
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      const why = last instanceof Error ? `: ${last.message}` : '';
      throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}${why}`, { cause: last });
    }
    await pause(EVERY);
  }
}

/** Lets some milliseconds pass, between two looks at a condition. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
