import { setImmediate } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { MetricPoint } from '../../../../src/model/run.ts';
import { addRun, temporaryStore, type TemporaryStore } from '../../store/temporaryStore.ts';

/** A run's parameters, and its series by name: one value a step. */
export interface MadeRun {
  readonly name: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly series: Readonly<Record<string, readonly number[]>>;
}

/** A store with these runs, a minute apart; their identifiers in the same order. */
export async function storeOf(
  runs: readonly MadeRun[],
): Promise<{ readonly at: TemporaryStore; readonly ids: readonly string[] }> {
  const at = await temporaryStore();
  await setImmediate();
  const ids = runs.map(({ name, params = {}, series }, index) => {
    const start = 1_700_000_000_000 + index * 60_000;
    const id = addRun(at.store, { name, startTime: start, status: 'FINISHED' });
    at.store.runs.logParams(id, params);
    at.store.metrics.log(
      id,
      Object.entries(series).flatMap(([key, values]) =>
        values.map((value, step): MetricPoint => ({
          key,
          value,
          step,
          timestamp: start + step * 1000,
        })),
      ),
      'logged',
    );
    return id;
  });
  return { at, ids };
}

/** A curve that falls from about 1 to 0, the faster the greater `speed`. */
export function falling(count: number, speed: number): number[] {
  return Array.from(
    { length: count },
    (_, step) => Math.exp((-speed * step) / count) + 0.02 * Math.sin(step * (3 + speed)),
  );
}

/** Opens a tab of the panel. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click();
}

/** Waits until a chart has been drawn; its canvas. */
export async function drawnChart(page: Page, metric: string): Promise<void> {
  await page.waitForFunction((label) => {
    const plot = document.querySelector(`[role=slider][aria-label="${label}"]`);
    const canvas = plot?.querySelector('canvas');
    if (!canvas || canvas.width === 0) return false;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels?.some((part) => part !== 0) ?? false;
  }, `Chart of ${metric}`);
}
