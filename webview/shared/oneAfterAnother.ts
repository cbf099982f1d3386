/**
 * Does something that takes its time, one after the other: whoever asks while it is under way has it
 * done once more afterwards, however many ask. `work` must not reject.
 */
export function oneAfterAnother(work: () => Promise<void>): () => void {
  let underWay = false;
  let wanted = false;
  const go = async (): Promise<void> => {
    underWay = true;
    while (wanted) {
      wanted = false;
      await work();
    }
    underWay = false;
  };
  return () => {
    wanted = true;
    if (!underWay) void go();
  };
}
