import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { NODE_TARGET } from '../../scripts/build/bundles.ts';
import { inRoot, testFolder } from '../../scripts/setup/root.ts';
import { run, tail } from '../../scripts/setup/run.ts';
import { makeProject } from '../harness/project.ts';
import type { Activation, HostReport } from './activation/report.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';

/** Windows that are opened; in each, an extension can be activated once. */
const windows = 7;
const trackline = 'trackline.trackline';
const empty = 'trackline-bench.empty';

/** How long the built extension takes to load and activate, in a real extension host. */
export const activation: Benchmark = {
  name: 'activation',
  measure: async (kit) => {
    await kit.cli();
    await kit.editor();
    const bundle = await bundleForHost();
    const editor = await executable();
    const reports: HostReport[] = [];
    for (let window = 0; window <= windows; window += 1) {
      kit.say(`   window ${window} of ${windows}`);
      const order = window % 2 === 0 ? [trackline, empty] : [empty, trackline];
      const report = await openWindow(editor, bundle, order);
      // The first window warms the file cache.
      if (window > 0) reports.push(report);
    }
    const side = (id: string, of: (one: Activation) => number): number[] =>
      reports.flatMap(({ took }) => (took[id] === undefined ? [] : [of(took[id])]));
    const common = { unit: 'ms', better: 'lower' } as const;
    const settings = {
      windows,
      order: 'the two take turns at being first',
      vscode: reports[0]?.vscode,
      hostNode: reports[0]?.node,
    };
    const peerName = 'an extension that does nothing';
    return [
      measurement({
        ...common,
        name: 'activation',
        what: 'Loading the extension’s code and calling activate(), in a fresh window without runs',
        values: side(trackline, own),
        budget: { of: 'median', atMost: 50 },
        peer: { name: peerName, values: side(empty, own) },
        comparable: false,
        settings,
      }),
      measurement({
        ...common,
        name: 'activation.whole',
        what: 'The same with the editor’s own part, as an extension waits that asks for it',
        values: side(trackline, ({ whole }) => whole),
        peer: { name: peerName, values: side(empty, ({ whole }) => whole) },
        comparable: false,
        settings,
      }),
    ];
  },
};

/** The part that is ours. */
function own({ load, call }: Activation): number {
  return load + call;
}

async function bundleForHost(): Promise<string> {
  const outfile = path.join(testFolder, 'bench', 'inHost.cjs');
  await esbuild.build({
    entryPoints: [inRoot('test', 'bench', 'activation', 'inHost.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: NODE_TARGET,
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}

/** Opens a window with the built extension and the empty one, and lets it be measured. */
async function openWindow(
  editor: string,
  bundle: string,
  order: readonly string[],
): Promise<HostReport> {
  await using project = await makeProject({ 'train.py': 'print("loss: 0.3")\n' });
  await mkdir(testFolder, { recursive: true });
  // Short: sockets lie in the profile, and their paths are limited to about 100 bytes.
  const profile = await mkdtemp(path.join(testFolder, 'p-'));
  const extensions = path.join(profile, 'extensions');
  const result = path.join(profile, 'result.json');
  try {
    const target = path.join(extensions, `${empty}-0.0.1`);
    await cp(inRoot('test', 'bench', 'activation', 'empty'), target, { recursive: true });
    const args = [
      project.folder,
      '--skip-welcome',
      '--skip-release-notes',
      '--disable-updates',
      '--disable-workspace-trust',
      '--no-sandbox',
      `--user-data-dir=${profile}`,
      `--extensions-dir=${extensions}`,
      `--extensionDevelopmentPath=${inRoot()}`,
      `--extensionTestsPath=${bundle}`,
    ];
    const env = { ...process.env, BENCH_EXTENSIONS: order.join(','), BENCH_RESULT: result };
    const done = await run(editor, args, { env });
    if (done.code !== 0) throw new Error(`The window failed:\n${tail(done.output)}`);
    return JSON.parse(await readFile(result, 'utf8')) as HostReport;
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** The VS Code to measure in: the same as that of the tests in the extension host. */
async function executable(): Promise<string> {
  const named = process.env['TRACKLINE_TEST_CODE'];
  if (named !== undefined && named !== '') return named;
  if (process.platform === 'win32') return downloadAndUnzipVSCode();
  return inRoot('test', 'harness', 'codeStandIn.ts');
}
