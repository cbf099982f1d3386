/**
 * Pushes a package and prints, as JSON, how long that took (`ms`) and the greatest resident memory
 * of this process (`peakMB`): `node pushProcess.ts FOLDER REFERENCE`.
 */
import { readFile } from 'node:fs/promises';
import { OciClient } from '../../../src/registry/oci/ociClient.ts';
import { pushPackage } from '../../../src/registry/oci/pushPackage.ts';
import { parseReference } from '../../../src/registry/oci/reference.ts';

const [folder = '', reference = ''] = process.argv.slice(2);
const begun = performance.now();
{
  using client = await OciClient.connect(parseReference(reference), () =>
    Promise.resolve(undefined),
  );
  await pushPackage(client, folder);
}
const ms = performance.now() - begun;
// Linux counts what the parent had before the start to ru_maxrss, and not to VmHWM.
const status = await readFile('/proc/self/status', 'utf8');
const peakMB = (Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024) / 1e6;
process.stdout.write(JSON.stringify({ ms, peakMB }));
