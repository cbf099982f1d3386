import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildPackage } from '../../../src/registry/build/buildPackage.ts';
import { recogniseModel } from '../../../src/registry/formats/recognise.ts';
import type { BuiltPackage } from '../../../src/model/modelPackage.ts';

/** A small package of tensors that needs no Python. @param bytes how large its weights are */
export async function samplePackage(
  folder: string,
  version: string,
  bytes = 4096,
): Promise<BuiltPackage> {
  const source = path.join(folder, `weights-${version}.safetensors`);
  await writeSampleWeights(source, bytes, version);
  const found = await recogniseModel(source);
  if (found.kind !== 'model') throw new Error(`${source} is no model`);
  return await buildPackage(
    {
      name: 'weights',
      version,
      description: '',
      licence: 'MIT',
      requirements: ['safetensors==0.8.0'],
      source,
      facts: found.facts,
    },
    path.join(folder, 'packages'),
  );
}

/** Writes one tensor of bytes in the form of safetensors. @param fill repeated in it */
export async function writeSampleWeights(file: string, bytes: number, fill: string): Promise<void> {
  const header = Buffer.from(
    JSON.stringify({ w: { dtype: 'U8', shape: [bytes], data_offsets: [0, bytes] } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  await writeFile(file, Buffer.concat([length, header, Buffer.alloc(bytes, fill)]));
}
