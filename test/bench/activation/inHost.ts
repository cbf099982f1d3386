/**
 * Runs inside the extension host: activates extensions, in the order that BENCH_EXTENSIONS names
 * them, and writes how long each took, in milliseconds, to the file BENCH_RESULT.
 */
import { writeFile } from 'node:fs/promises';
import Module from 'node:module';
import * as vscode from 'vscode';
import type { Activation, HostReport } from './report.ts';

/** How Node's loader looks to who wants to time it. */
interface Loader {
  _load: (this: unknown, request: string, ...rest: unknown[]) => unknown;
}

/** What VS Code calls. */
export async function run(): Promise<void> {
  const { BENCH_EXTENSIONS: ids, BENCH_RESULT: file } = process.env;
  if (ids === undefined || file === undefined) throw new Error('Nothing says what to measure.');
  await quiet();
  const took: Record<string, Activation> = {};
  for (const id of ids.split(',')) took[id] = await activate(id);
  const report: HostReport = { vscode: vscode.version, node: process.version, took };
  await writeFile(file, JSON.stringify(report));
}

/** Activates one extension, timing the loading of its code and its `activate()` as they happen. */
async function activate(id: string): Promise<Activation> {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) throw new Error(`${id} is not installed.`);
  if (extension.isActive) throw new Error(`${id} is active before it was asked for.`);
  const loader = Module as unknown as Loader;
  const original = loader._load;
  let load = Number.NaN;
  let call = Number.NaN;
  loader._load = function (request, ...rest) {
    const begun = performance.now();
    const loaded = original.call(this, request, ...rest);
    if (!request.startsWith(extension.extensionPath)) return loaded;
    load = performance.now() - begun;
    const exported = loaded as { activate: (context: unknown) => unknown };
    const timed = (context: unknown): unknown => {
      const called = performance.now();
      const returned = exported.activate(context);
      call = performance.now() - called;
      return returned;
    };
    return { ...exported, activate: timed };
  };
  try {
    const begun = performance.now();
    await extension.activate();
    return { load, call, whole: performance.now() - begun };
  } finally {
    loader._load = original;
  }
}

/** Waits until the opening window leaves the extension host alone. */
async function quiet(): Promise<void> {
  const wanted = 20;
  const end = performance.now() + 20_000;
  for (let calm = 0; calm < wanted && performance.now() < end;) {
    const begun = performance.now();
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    calm = performance.now() - begun < 60 ? calm + 1 : 0;
  }
}
