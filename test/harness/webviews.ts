import type { Frame, FrameLocator, Page } from 'playwright-core';
import { until } from './wait.ts';

/**
 * Waits until a webview in sight holds an element of this CSS selector, and gives its frame. The
 * frame goes away when its tab is hidden or the window is loaded anew: see {@link surviving}.
 */
export async function webview(page: Page, selector: string, timeoutMs = 60_000): Promise<Frame> {
  // Not by the frame's name, which VS Code changes after the browser has told it.
  const find = async () => {
    for (const frame of page.frames()) {
      if (frame.parentFrame() === null || frame.isDetached()) continue;
      try {
        if ((await frame.locator(selector).count()) > 0 && (await inSight(frame))) return frame;
      } catch {
        // It went away while it was looked at.
      }
    }
    return undefined;
  };
  return until(find, `a webview with ${selector}`, timeoutMs);
}

/**
 * The same webview whatever frame it has: VS Code gives it another one when its tab comes back to
 * the front and when the window is loaded anew.
 */
export async function surviving(page: Page, frame: Frame): Promise<FrameLocator> {
  const source = await (await outermost(frame).frameElement()).getAttribute('src');
  const origin = new URLSearchParams(source?.slice(source.indexOf('?'))).get('origin');
  if (origin === null) throw new Error(`A webview has no origin in its address ${source}`);
  return page
    .locator(`iframe.webview[src*="origin=${origin}"]`)
    .last()
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
}

async function inSight(frame: Frame): Promise<boolean> {
  return (await outermost(frame).frameElement()).isVisible();
}

/** The frame in the window's own page that holds this one. */
function outermost(frame: Frame): Frame {
  const parent = frame.parentFrame();
  return parent === null || parent.parentFrame() === null ? frame : outermost(parent);
}
