import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { testFolder } from '../../scripts/setup/root.ts';

/** A window that a test looks at, and where its server writes its logs. */
interface OpenWindow {
  readonly page: Page;
  readonly logs: string;
}

/** The windows that are open now, of which a failing test leaves a picture. */
export const openWindows = new Set<OpenWindow>();

/**
 * Keeps what every open window shows, with the logs of its server, below
 * `.vscode-test/failures/<title>/`; the folder, or undefined where no window is open.
 */
export async function keepEvidence(title: string): Promise<string | undefined> {
  if (openWindows.size === 0) return undefined;
  const name = title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100);
  const folder = path.join(testFolder, 'failures', name);
  await mkdir(folder, { recursive: true });
  for (const [index, { page, logs }] of [...openWindows].entries()) {
    const picture = path.join(folder, `window-${index + 1}.png`);
    await page.screenshot({ path: picture, timeout: 10_000 }).catch(tell(picture));
    const copy = path.join(folder, `logs-${index + 1}`);
    await cp(logs, copy, { recursive: true }).catch(tell(copy));
  }
  return folder;
}

function tell(file: string): (error: unknown) => void {
  return (error) => process.stderr.write(`${file} could not be kept: ${String(error)}\n`);
}
