import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type {
  Browser,
  BrowserContext,
  ConsoleMessage,
  Frame,
  FrameLocator,
  Page,
} from 'playwright-core';
import { testFolder } from '../../scripts/setup/root.ts';
import { launchBrowser } from './browser.ts';
import type { CodeServer } from './codeServer.ts';
import { openWindows } from './evidence.ts';
import { pick } from './quickPick.ts';
import { THEMES } from './themes.ts';
import type { Theme } from './themes.ts';
import { until } from './wait.ts';
import { surviving, webview } from './webviews.ts';

/** Where screenshots go. */
const screenshots = path.join(testFolder, 'screenshots');

/** Milliseconds that whatever is looked for in a window may take to come. */
const patience = 60_000;

/** A window of VS Code in a browser, and what a person does in it. */
export interface Workbench extends AsyncDisposable {
  readonly page: Page;
  /** Runs a command from the palette by its full title, as in `Trackline: Run File as Experiment`. */
  runCommand(title: string): Promise<void>;
  /** Opens a file of the workspace through *Go to File*. */
  openFile(name: string): Promise<void>;
  /** Shows the view container with that title in the side bar. */
  openView(title: string): Promise<void>;
  /**
   * Waits for the webview in sight that holds an element of this CSS selector, and gives the frame
   * that it has now.
   */
  webview(selector: string, timeoutMs?: number): Promise<Frame>;
  /** The same webview in whatever frame VS Code shows it from now on. */
  surviving(frame: Frame): Promise<FrameLocator>;
  /** Loads the window anew, and waits until it is there again. */
  reload(): Promise<void>;
  /** Changes the theme and waits until it is shown. */
  setTheme(theme: Theme): Promise<void>;
  /** Saves `.vscode-test/screenshots/<name>.png`; its path. */
  screenshot(name: string): Promise<string>;
  /** What the page reported as errors on its console, but for what VS Code says of itself. */
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
  page.setDefaultTimeout(patience);
  const close = async () => {
    await (own === undefined ? context.close() : own.close());
  };
  const opened = { page, logs: server.logs };
  openWindows.add(opened);
  page.once('close', () => openWindows.delete(opened));
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isForeign(message)) errors.push(message.text());
  });
  try {
    await page.goto(server.url(folder));
    await ready(page);
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
    surviving: (frame) => surviving(page, frame),
    reload: () => reload(page),
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
  await until(() => pick(page, open, `>${title}`, title), `the command "${title}"`, 120_000);
}

/** Waits until the file's text is shown: its tab is there before, and commands do not see it yet. */
async function openFile(page: Page, name: string): Promise<void> {
  const base = path.basename(name);
  const open = () => page.keyboard.press('ControlOrMeta+P');
  const group = page.locator('.editor-group-container.active');
  const tab = group.locator(`.tab.active[data-resource-name="${base}"]`);
  const text = group.locator(`.monaco-editor[data-uri$="/${encodeURIComponent(base)}"] .view-line`);
  const opened = async () => {
    if (!(await pick(page, open, name, base))) return false;
    await tab.waitFor({ timeout: 10_000 });
    await text.first().waitFor({ timeout: 10_000 });
    return true;
  };
  await until(opened, `the file ${name}`, 120_000);
}

/** Whether it is about VS Code alone, as when an extension of its own comes late. */
function isForeign(message: ConsoleMessage): boolean {
  // A closed-source module of Microsoft's builds, which code-server does without.
  if (message.location().url.includes('/vsda/')) return true;
  const logged = message.text().startsWith('%c  ERR');
  return logged && !/trackline/i.test(message.text());
}

async function ready(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 120_000 });
}

async function reload(page: Page): Promise<void> {
  const anew = page.waitForEvent('framenavigated', {
    predicate: (frame) => frame === page.mainFrame(),
    timeout: 120_000,
  });
  await Promise.all([anew, runCommand(page, 'Developer: Reload Window')]);
  await ready(page);
}

/** Changes it as a person does, from the list that *Preferences: Color Theme* opens. */
async function setTheme(page: Page, theme: Theme): Promise<void> {
  const { label, type } = THEMES[theme];
  const shown = page.locator(`.monaco-workbench.${type}`);
  if ((await shown.count()) > 0) return;
  const open = () => runCommand(page, 'Preferences: Color Theme');
  await until(() => pick(page, open, label, label), `the theme ${label}`, 120_000);
  await shown.waitFor({ timeout: 60_000 });
}

async function openView(page: Page, title: string): Promise<void> {
  const action = page.locator(`.activitybar .action-label[aria-label^="${title}"]`).first();
  await action.waitFor({ timeout: 120_000 });
  const shown = page.locator('.part.sidebar .composite.title', { hasText: new RegExp(title, 'i') });
  await until(
    async () => {
      if (await shown.isVisible()) return true;
      await action.click();
      return shown.isVisible();
    },
    `the view container ${title}`,
    60_000,
  );
}
