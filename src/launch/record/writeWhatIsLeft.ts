import type { TrackingServer } from '../../tracking/server.ts';
import type { StoreFile } from '../recovery/storeFile.ts';
import { pause } from './watchCommand.ts';
import type { WriteQueue } from './writeQueue.ts';

/** How long a supervisor tries to write to a full disk after its run has ended. */
const lastTriesMs = 10 * 60_000;

/** Keeps trying for a while when the disk was full as the run ended. */
export async function writeWhatIsLeft(
  writes: WriteQueue,
  endpoint: TrackingServer | undefined,
  storeFile: StoreFile,
): Promise<void> {
  const deadline = Date.now() + lastTriesMs;
  // With its database cleared away, nobody asks for the record any more.
  while (Date.now() < deadline && storeFile.state() === 'same') {
    const caughtUp = endpoint?.flush() ?? true;
    if (writes.flush() && caughtUp) return;
    await pause(1_000);
  }
}
