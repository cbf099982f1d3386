/**
 * Recognises and scans a model's file and prints, as JSON, how long that took (`ms`), the greatest
 * resident memory of this process (`peakMB`) and what was found: `node scanProcess.ts FILE`.
 */
import { readFile } from 'node:fs/promises';
import { recogniseModel } from '../../../src/registry/formats/recognise.ts';

const [file = ''] = process.argv.slice(2);
const begun = performance.now();
const found = await recogniseModel(file);
const ms = performance.now() - begun;
// Linux counts what the parent had before the start to ru_maxrss, and not to VmHWM.
const status = await readFile('/proc/self/status', 'utf8');
const peakMB = (Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024) / 1e6;
const model = found.kind === 'model' ? found.facts.modelClass : undefined;
const unread =
  found.kind !== 'model' || found.facts.findings.some(({ level }) => level === 'unread');
process.stdout.write(JSON.stringify({ ms, peakMB, model, unread }));
