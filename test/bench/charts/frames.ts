/** The beginning of the frame after the one in which all that was drawn so far is shown. */
export async function painted(): Promise<number> {
  await new Promise(requestAnimationFrame);
  return new Promise(requestAnimationFrame);
}

/** Waits, frame by frame, until something is so. */
export async function when(condition: () => boolean): Promise<void> {
  for (let frame = 0; !condition(); frame += 1) {
    if (frame > 6000) throw new Error('What was waited for did not come.');
    await new Promise(requestAnimationFrame);
  }
}

/** The times between frames in each of which something is moved, by its share of the way. */
export async function frames(count: number, move: (share: number) => void): Promise<number[]> {
  const times: number[] = [];
  let last = await new Promise<number>(requestAnimationFrame);
  for (let frame = 0; frame < count; frame += 1) {
    move(0.1 + (0.8 * frame) / count);
    const now = await new Promise<number>(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  // The first one also holds what was under way before.
  return times.slice(1);
}
