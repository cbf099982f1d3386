import { cpus, loadavg, release, totalmem } from 'node:os';
import { createRequire } from 'node:module';
import { root } from '../setup/root.ts';
import { ask } from '../setup/run.ts';

/** What the figures depend on besides the code: the machine, and how busy it was at the start. */
export function machine(): Readonly<Record<string, unknown>> {
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    commit: ask('git', ['-C', root, 'rev-parse', 'HEAD']),
    uncommitted: ask('git', ['-C', root, 'status', '--porcelain']) !== '',
    platform: `${process.platform}-${process.arch} ${release()}`,
    processor: processors[0]?.model,
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAverage1Minute: loadavg()[0],
    node: process.version,
    git: ask('git', ['--version'])?.replace('git version ', ''),
    betterSqlite3: versionOf('better-sqlite3'),
  };
}

function versionOf(name: string): unknown {
  const manifest = createRequire(import.meta.url)(`${name}/package.json`) as { version: unknown };
  return manifest.version;
}
