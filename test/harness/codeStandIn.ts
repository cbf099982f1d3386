#!/usr/bin/env node
/**
 * Stands in for the `code` executable where no desktop VS Code can be had: takes the arguments that
 * `@vscode/test-electron` passes, and runs the tests in the extension host of a code-server with
 * Chromium as its window. The exit code is that of the tests. Needs Node 24 as `node` on PATH.
 */
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { launchBrowser } from './browser.ts';
import { startCodeServer } from './codeServer.ts';
import type { CodeServer } from './codeServer.ts';

/** A hanging extension host is given up after this many milliseconds. */
const LIMIT = Number(process.env['TRACKLINE_TEST_LIMIT'] ?? 10 * 60_000);

const { values, positionals } = parseArgs({
  // Flags of Electron's that mean nothing here are let pass.
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

/** The value of an option, or the end of the process when it was not given. */
function need(name: 'extensionDevelopmentPath' | 'extensionTestsPath'): string {
  const value = values[name];
  if (typeof value === 'string') return value;
  console.error(`The stand-in for VS Code needs --${name}=…`);
  return process.exit(2);
}

function address(server: CodeServer): string {
  const remote = (file: string) => `vscode-remote://127.0.0.1:${server.port}${path.resolve(file)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(need('extensionDevelopmentPath'))],
    ['extensionTestsPath', remote(need('extensionTestsPath'))],
    ['skipWelcome', 'true'],
  ];
  const query = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const folder = positionals[0];
  if (folder === undefined) return `http://127.0.0.1:${server.port}/?ew=true&${query}`;
  return `${server.url(path.resolve(folder))}&${query}`;
}

/** Opens the window and gives the exit code that the test driver reports. */
async function runInHost(server: CodeServer): Promise<number> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    return await new Promise<number>((resolve, reject) => {
      const stop = () => reject(new Error('The tests were interrupted.'));
      process.once('SIGINT', stop).once('SIGTERM', stop);
      setTimeout(() => reject(new Error(`No end after ${LIMIT / 1000} s.`)), LIMIT).unref();
      const open = async () => {
        let over = false;
        await page.exposeFunction('codeAutomationLog', (kind: string, args: unknown[]) => {
          // What the window says while it closes is not about the tests.
          if (over) return;
          const stream = kind === 'error' || kind === 'warn' ? process.stderr : process.stdout;
          stream.write(`${format(...args)}\n`);
        });
        await page.exposeFunction('codeAutomationExit', (code: number) => {
          over = true;
          resolve(code);
        });
        await page.goto(address(server));
      };
      open().catch(reject);
    });
  } finally {
    await browser.close();
  }
}

const server = await startCodeServer({
  testDriver: true,
  ...(typeof values['user-data-dir'] === 'string' ? { profile: values['user-data-dir'] } : {}),
  ...(typeof values['extensions-dir'] === 'string' ? { extensions: values['extensions-dir'] } : {}),
});
try {
  process.exitCode = await runInHost(server);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await server.stop();
}
