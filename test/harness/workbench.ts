import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { testFolder } from '../../scripts/setup/root.ts';
import { launchBrowser } from './browser.ts';
import type { CodeServer } from './codeServer.ts';
import { openWindows } from './evidence.ts';
import { THEMES } from './themes.ts';
import type { Theme } from './themes.ts';
import { until } from './wait.ts';

/** Where screenshots go. */
const screenshots = path.join(testFolder, 'screenshots');

/** A window of VS Code in a browser, and what a person does in it. */
export interface Workbench extends AsyncDisposable {
  readonly page: Page;
  /** Runs a command from the palette by its full title, as in `Trackline: Run File as Experiment`. */
  runCommand(title: string): Promise<void>;
  /** Opens a file of the workspace through *Go to File*. */
  openFile(name: string): Promise<void>;
  /** Shows the view container with that title in the side bar. */
  openView(title: string): Promise<void>;
  /** Waits for the webview that holds an element of this CSS selector, and gives its frame. */
  webview(selector: string, timeoutMs?: number): Promise<Frame>;
  /** Changes the theme and waits until it is shown. */
  setTheme(theme: Theme): Promise<void>;
  /** Saves `.vscode-test/screenshots/<name>.png`; its path. */
  screenshot(name: string): Promise<string>;
  /** What the page reported as errors on its console. */
  errors(): readonly string[];
  close(): Promise<void>;
}

/** How the window is opened. */
export interface WorkbenchOptions {
  readonly width?: number;
  readonly height?: number;
  /** A browser to open it in, which stays open; one of its own when not named. */
  readonly browser?: Browser;
  /** The storage of a window that was closed before, as when a person comes back. */
  readonly storage?: BrowserContext;
}

/** Opens a folder in a window of that code-server and waits until it is ready. */
export async function openWorkbench(
  server: CodeServer,
  folder: string,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const { browser, storage } = options;
  const own = browser === undefined && storage === undefined ? await launchBrowser() : undefined;
  const size = { width: options.width ?? 1280, height: options.height ?? 800 };
  const context = storage ?? (await (browser ?? own)?.newContext({ viewport: size }));
  if (context === undefined) throw new Error('There is no browser to open a window in.');
  const page = await context.newPage();
  const close = async () => {
    await (own === undefined ? context.close() : own.close());
  };
  const opened = { page, logs: server.logs };
  openWindows.add(opened);
  page.once('close', () => openWindows.delete(opened));
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A closed-source module of Microsoft's builds, which code-server does without.
    const expected = message.location().url.includes('/vsda/');
    if (message.type() === 'error' && !expected) errors.push(message.text());
  });
  try {
    await page.goto(server.url(folder));
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  } catch (error) {
    await close();
    throw new Error(`The workbench did not open:\n${server.output()}`, { cause: error });
  }
  return {
    page,
    runCommand: (title) => runCommand(page, title),
    openFile: (name) => openFile(page, name),
    openView: (title) => openView(page, title),
    webview: (selector, timeoutMs) => webview(page, selector, timeoutMs),
    setTheme: (theme) => setTheme(page, theme),
    screenshot: async (name) => {
      await mkdir(screenshots, { recursive: true });
      const file = path.join(screenshots, `${name}.png`);
      await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
      return file;
    },
    errors: () => errors,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * The palette's list is fixed when it opens, so a command whose extension has not been scanned yet
 * appears only when it is opened anew.
 */
async function runCommand(page: Page, title: string): Promise<void> {
  const open = () => page.keyboard.press('F1');
  await until(() => pick(page, open, `>${title}`, title), `the command "${title}"`, 60_000);
}

/** The list changes while it is searched, so that a click may hit another file: that is undone. */
async function openFile(page: Page, name: string): Promise<void> {
  const base = path.basename(name);
  const open = () => page.keyboard.press('ControlOrMeta+P');
  const front = page.locator('.editor-group-container.active .tab.active');
  const opened = async () => {
    if (!(await pick(page, open, name, base))) return false;
    await front.and(page.locator(`[data-resource-name="${base}"]`)).waitFor({ timeout: 5000 });
    return true;
  };
  await until(opened, `the file ${name}`, 60_000);
}

/** Changes it as a person does, from the list that *Preferences: Color Theme* opens. */
async function setTheme(page: Page, theme: Theme): Promise<void> {
  const { label, type } = THEMES[theme];
  const shown = page.locator(`.monaco-workbench.${type}`);
  if ((await shown.count()) > 0) return;
  const open = () => runCommand(page, 'Preferences: Color Theme');
  await until(() => pick(page, open, label, label), `the theme ${label}`, 60_000);
  await shown.waitFor();
}

/** Opens a quick pick, types, and takes the entry with exactly that label; false when none came. */
async function pick(
  page: Page,
  open: () => Promise<void>,
  text: string,
  label: string,
): Promise<boolean> {
  const widget = page.locator('.quick-input-widget');
  try {
    await open();
    await widget.locator('input').first().waitFor({ timeout: 3000 });
    await widget.locator('input').first().fill(text);
    const wanted = { has: page.locator('.label-name', { hasText: exactly(label) }) };
    await widget.locator('.monaco-list-row').filter(wanted).first().waitFor({ timeout: 4000 });
    // By keys, for rows move under the mouse while more of them come.
    const focused = widget.locator('.monaco-list-row.focused').filter(wanted);
    for (let step = 0; !(await focused.isVisible()); step += 1) {
      if (step === mostSteps) return await givenUp(page);
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    return true;
  } catch (error) {
    const closed = await givenUp(page);
    // Too slow or not there: the caller tries again. Anything else is a fault.
    if (error instanceof Error && error.name === 'TimeoutError') return closed;
    throw error;
  }
}

/** How far down a list an entry is looked for; those that match best come first. */
const mostSteps = 15;

async function givenUp(page: Page): Promise<false> {
  await page.keyboard.press('Escape');
  return false;
}

async function openView(page: Page, title: string): Promise<void> {
  const action = page.locator(`.activitybar .action-label[aria-label^="${title}"]`).first();
  await action.waitFor({ timeout: 60_000 });
  const shown = page.locator('.part.sidebar .composite.title', { hasText: new RegExp(title, 'i') });
  await until(
    async () => {
      if (await shown.isVisible()) return true;
      await action.click();
      return shown.isVisible();
    },
    `the view container ${title}`,
    30_000,
  );
}

async function webview(page: Page, selector: string, timeoutMs = 30_000): Promise<Frame> {
  // Not by the frame's name, which VS Code changes after the browser has told it.
  const find = async () => {
    for (const frame of page.frames()) {
      if (frame.parentFrame() === null || frame.isDetached()) continue;
      if ((await frame.locator(selector).count()) > 0) return frame;
    }
    return undefined;
  };
  return until(find, `a webview with ${selector}`, timeoutMs);
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
