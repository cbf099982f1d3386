import { createServer, type Server } from 'node:http';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { packForPage } from '../../../../src/protocol/runPage.ts';
import { launchBrowser } from '../../../harness/browser.ts';
import type { Fixture } from './fixtures.ts';
import type { StubHost } from './stubHost.ts';
import { dark, type Theme } from './themes.ts';

declare global {
  interface Window {
    host: StubHost;
  }
}

const root = path.join(import.meta.dirname, '..', '..', '..', '..');

/** A page by the name of its folder in `webview/`. */
export type PageName = 'run' | 'parameters' | 'compare' | 'graph' | 'package';

/** A page of ours, bundled and served as the editor does, with a stub in the editor's place. */
export class BrowserPages {
  readonly #server: Server;
  readonly #browser: Browser;

  constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  /** Bundles the page, and starts a server on loopback and a browser. */
  static async start(name: PageName = 'run'): Promise<BrowserPages> {
    const files = await bundled(name);
    const server = createServer((request, response) => {
      const asked = request.url?.slice(1) ?? '';
      const file = files.get(asked);
      if (asked !== '' && file === undefined) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, {
        'content-type': typeOf(asked),
        ...(asked === '' ? { 'content-security-policy': policy } : {}),
      });
      response.end(file ?? htmlOf(name));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new BrowserPages(server, await launchBrowser());
  }

  /** A page that has just been opened and has been given nothing yet. */
  async open(theme: Theme = dark, reducedMotion = false, known?: BrowserContext): Promise<Page> {
    const context =
      known ??
      (await this.#browser.newContext({
        viewport: { width: 1100, height: 900 },
        locale: 'en-US',
        timezoneId: 'UTC',
        reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
      }));
    const page = await context.newPage();
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server is down.');
    await page.goto(`http://127.0.0.1:${address.port}/`);
    await page.evaluate((worn) => window.host.wear(worn), theme);
    return page;
  }

  /** Ends the browser and the server. */
  async stop(): Promise<void> {
    await this.#browser.close();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

/** Gives a run to the page as the editor would: through JSON, which knows no NaN. */
export async function deliver(
  page: Page,
  fixture: Fixture,
  strings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const message = packForPage({ kind: 'run', details: fixture.details, strings, store: '/store' });
  await page.evaluate(
    ([points, text]) => {
      window.host.points = points;
      window.host.deliver(JSON.parse(text));
    },
    [fixture.points, JSON.stringify(message)] as const,
  );
  await page.locator('main.run').waitFor();
}

const nonce = 'dGhlIHBhZ2U';
const policy = [
  "default-src 'none'",
  `script-src 'nonce-${nonce}'`,
  `style-src 'self' 'nonce-${nonce}'`,
  "font-src 'self'",
  "img-src 'self' data:",
].join('; ');

/* The style is what the editor puts into every webview. */
const htmlOf = (name: PageName): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Trackline</title>
<style nonce="${nonce}">body { background-color: transparent; color: var(--vscode-editor-foreground); margin: 0; padding: 0 20px; }</style>
<link rel="stylesheet" href="/${name}.css">
<script nonce="${nonce}" src="/stubHost.js"></script>
</head>
<body>
<div id="app"></div>
<script type="module" nonce="${nonce}" src="/${name}.js"></script>
</body>
</html>`;

async function bundled(name: PageName): Promise<Map<string, Uint8Array>> {
  const common = {
    bundle: true,
    write: false,
    outdir: path.join(root, 'dist'),
    absWorkingDir: root,
    platform: 'browser',
    target: 'es2022',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    logLevel: 'warning',
  } as const;
  const results = await Promise.all([
    esbuild.build({
      ...common,
      entryPoints: { [name]: `webview/${name}/main.ts` },
      format: 'esm',
    }),
    esbuild.build({ ...common, entryPoints: { [name]: `webview/${name}/main.css` } }),
    esbuild.build({
      ...common,
      entryPoints: { stubHost: path.join(import.meta.dirname, 'stubHost.ts') },
      format: 'iife',
    }),
  ]);
  return new Map(
    results.flatMap(({ outputFiles }) =>
      outputFiles.map((file) => [path.basename(file.path), file.contents] as const),
    ),
  );
}

function typeOf(name: string): string {
  const types: Readonly<Record<string, string>> = {
    '': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.ttf': 'font/ttf',
  };
  return types[path.extname(name)] ?? 'application/octet-stream';
}
