import type { ModelFacts, ModelSignature } from '../../model/modelFile.ts';
import {
  classTree,
  featureCount,
  featureNames,
  pickleFindings,
  pickleLibraries,
} from '../pickle/findings.ts';
import { compressionOf } from '../compressed/compression.ts';
import { scanPickleFile } from '../pickle/scanPickle.ts';
import type { PickleScan } from '../pickle/scanPickle.ts';
import type { PickleValue } from '../pickle/values.ts';

/**
 * Reads a pickle or joblib file without loading it.
 *
 * @param head its first bytes.
 * @returns undefined when the bytes are something else.
 * @throws when the file cannot be read.
 */
export async function readPickled(
  path: string,
  name: string,
  head: Uint8Array,
): Promise<ModelFacts | undefined> {
  if (!looksPickled(head, name)) return undefined;
  const scan = await scanPickleFile(path);
  const isCompressed = scan.compression !== undefined;
  // Text of protocol 0 can begin like many things: something must have been followed.
  const followed = scan.unread === undefined || scan.imported.length > 0 || head[0] === 0x80;
  if (!followed && !isCompressed) return undefined;
  // Anything may be compressed: where the name does not say so, the pickle itself must.
  if (isCompressed && scan.protocol < 2 && !pickleEndings.test(name)) return undefined;
  const joblib = scan.hasArrays || isCompressed;
  return { ...pickleFacts(scan, name), format: joblib ? 'joblib' : 'pickle' };
}

/** What a scanned pickle says of the model in it. */
export function pickleFacts(scan: PickleScan, file: string): Omit<ModelFacts, 'format'> {
  const model = modelIn(scan.values);
  const classes = classTree(model);
  const signature = sklearnSignature(model);
  const [modelClass] = classes;
  return {
    ...(modelClass === undefined ? {} : { modelClass }),
    libraries: pickleLibraries(scan),
    ...(signature === undefined ? {} : { signature }),
    details: {
      ...(classes.length > 1 ? { Steps: classes.slice(1).map(shortName).join(' → ') } : {}),
      Protocol: String(scan.protocol),
      'Names imported': String(scan.imported.length),
    },
    findings: pickleFindings(scan, file),
  };
}

const pickleEndings = /\.(pkl|pickle|joblib|sav|p)(\.(gz|z|bz2|xz|lzma|lz4))?$/i;

function looksPickled(head: Uint8Array, name: string): boolean {
  const [first = 0, second = 0] = head;
  if (first === 0x80 && second >= 1 && second <= 5) return true;
  // Protocol 0 has no magic of its own: the name must say it.
  return compressionOf(head) !== undefined || (pickleEndings.test(name) && first > 0x20);
}

function modelIn(values: readonly PickleValue[]): PickleValue | undefined {
  return values.find(({ kind }) => kind === 'object') ?? values[0];
}

function sklearnSignature(model: PickleValue | undefined): ModelSignature | undefined {
  const count = featureCount(model);
  if (count === undefined) return undefined;
  const names = featureNames(model);
  // What a model predicts is known only to who trained it.
  const inputs =
    names?.length === count
      ? names.map((name) => ({ name, dtype: 'float64', shape: [] }))
      : [{ dtype: 'float64', shape: [null, count] }];
  return { inputs, outputs: [] };
}

function shortName(name: string): string {
  return name.split('.').at(-1) ?? name;
}
