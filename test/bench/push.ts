import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recogniseModel } from '../../src/registry/formats/recognise.ts';
import { startDockerRegistry } from '../integration/registry/dockerRegistry.ts';
import { samplePackage } from '../integration/registry/samplePackage.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement } from './support/measurement.ts';
import { alternate, outputOf, timeCommand, timeWork } from './support/processes.ts';

const bytes = 512 * 1024 * 1024;
const rounds = 3;
const script = path.join(import.meta.dirname, 'push', 'pushProcess.ts');

/** A package of 512 MiB to a registry, beside skopeo with the same bytes. */
export const push: Benchmark = {
  name: 'push',
  measure: async (kit) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'trackline-bench-push-'));
    try {
      kit.say('   making a package of 512 MiB');
      const built = await samplePackage(folder, '1', bytes);
      const layout = path.join(folder, 'layout');
      const peaks: number[] = [];
      const ours = async (): Promise<number> => {
        await using registry = await startDockerRegistry('open');
        const said = outputOf([
          process.execPath,
          script,
          built.folder,
          `${registry.host}/bench/m:1`,
        ]);
        const { ms, peakMB } = JSON.parse(said) as { ms: number; peakMB: number };
        peaks.push(peakMB);
        return ms;
      };
      await copyOut(built.folder, layout);
      const skopeo = async (): Promise<number> => {
        await using registry = await startDockerRegistry('open');
        const to = `docker://${registry.host}/bench/m:1`;
        return await timeCommand({
          argv: ['skopeo', 'copy', '--dest-tls-verify=false', `dir:${layout}`, to],
        });
      };
      const sides = await alternate(rounds, ours, skopeo);
      const scan = await timeWork(() => recogniseModel(built.folder));
      const settings = {
        bytes,
        files: built.files.length,
        registry: 'docker-registry, a new one each',
      };
      return [
        measurement({
          name: 'push.512MiB',
          what: 'A package of 512 MiB pushed to an empty registry',
          unit: 'ms',
          better: 'lower',
          values: sides.ours,
          peer: { name: 'skopeo copy of the same artifact', values: sides.peers },
          budget: { of: 'ratio', atLeast: 1 / 1.1 },
          settings,
        }),
        measurement({
          name: 'push.512MiB.memory',
          what: 'The greatest resident memory of the process that pushes',
          unit: 'MB',
          better: 'lower',
          values: peaks,
          noPeer: 'the budget is in MB',
          budget: { of: 'max', atMost: 150 },
          settings,
        }),
        measurement({
          name: 'push.512MiB.scan',
          what: 'The scan of the same package before it is pushed',
          unit: 'ms',
          better: 'lower',
          values: [scan],
          noPeer: 'context',
          settings,
        }),
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** What skopeo copies from: the artifact as it lies in a registry of ours. */
async function copyOut(folder: string, layout: string): Promise<void> {
  await using registry = await startDockerRegistry('open');
  outputOf([process.execPath, script, folder, `${registry.host}/bench/m:1`]);
  const from = `docker://${registry.host}/bench/m:1`;
  await timeCommand({ argv: ['skopeo', 'copy', '--src-tls-verify=false', from, `dir:${layout}`] });
}
