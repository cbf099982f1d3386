import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseGpuLoads } from '../../../../src/capture/systemLoad/gpuLoad.ts';
import { listProcesses, parsePs } from '../../../../src/capture/systemLoad/processList.ts';
import { SystemLoadSampler } from '../../../../src/capture/systemLoad/systemLoadSampler.ts';
import { until } from '../../../harness/wait.ts';

const megabyte = 1e6;

/** A Node process that keeps 100 MB and a processor busy, through a child that does the same. */
const busyTree = `
const { spawn } = require('node:child_process');
const work = 'const kept = Buffer.alloc(100e6, 1); process.stdout.write("ready"); for (;;) kept[0] += 1;';
spawn(process.execPath, ['-e', work], { stdio: 'inherit' });
setInterval(() => {}, 1000);
`;

describe('system load', () => {
  it('sees the processor and memory that descendants use', async () => {
    const root = spawn(process.execPath, ['-e', busyTree], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    try {
      assert.ok(root.pid !== undefined);
      const sampler = new SystemLoadSampler(root.pid);
      await once(root.stdout, 'data');
      const points = await until(async () => {
        const sampled = await sampler.sample();
        return sampled.some(({ key, value }) => /cpu/.test(key) && value > 10) && sampled;
      }, 'the busy child to be seen');
      const memory = points.find(({ key }) => key === 'system/memory_usage_megabytes');
      assert.ok(
        memory !== undefined && memory.value > 100 && memory.value < 1000,
        `${memory?.value}`,
      );
    } finally {
      if (root.pid !== undefined) process.kill(-root.pid, 'SIGKILL');
    }
  });

  it('says nothing of a command that has ended', async () => {
    const ended = spawn(process.execPath, ['-e', '']);
    await once(ended, 'exit');
    assert.deepEqual(await new SystemLoadSampler(ended.pid ?? 0).sample(), []);
  });

  it('counts processes that were left behind in the session, and no others', async () => {
    const process = { cpuSeconds: 0, memoryBytes: megabyte };
    const list = [
      { ...process, pid: 10, parent: 1, group: 10 },
      { ...process, pid: 11, parent: 10, group: 11 },
      { ...process, pid: 12, parent: 1, group: 10 },
      { ...process, pid: 13, parent: 1, group: 1 },
    ];
    const points = await new SystemLoadSampler(10, () => Promise.resolve(list)).sample();
    const memory = points.find(({ key }) => key === 'system/memory_usage_megabytes');
    assert.equal(memory?.value, 3);
  });

  it('measures this process as the system does', async () => {
    const self = (await listProcesses()).find(({ pid }) => pid === process.pid);
    assert.ok(self !== undefined);
    assert.equal(self.parent, process.ppid);
    const { rss } = process.memoryUsage();
    assert.ok(Math.abs(self.memoryBytes - rss) < 0.3 * rss, `${self.memoryBytes} against ${rss}`);
    const { user, system } = process.cpuUsage();
    assert.ok(Math.abs(self.cpuSeconds - (user + system) / 1e6) < 0.5);
  });

  it('reads what ps prints', () => {
    const text = '  501     1   501  20480 1-02:03:04.50\n  502   501   501    512    0:01.25\n';
    assert.deepEqual(parsePs(text), [
      { pid: 501, parent: 1, group: 501, cpuSeconds: 93_784.5, memoryBytes: 20_971_520 },
      { pid: 502, parent: 501, group: 501, cpuSeconds: 1.25, memoryBytes: 524_288 },
    ]);
  });

  it('reads what nvidia-smi prints, and passes over what a GPU does not tell', () => {
    assert.deepEqual(parseGpuLoads('0, 37, 1000\n1, [N/A], 4\n'), [
      { index: 0, utilizationPercent: 37, memoryMegabytes: 1048.576 },
    ]);
  });
});
