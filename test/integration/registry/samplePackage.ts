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
  const header = Buffer.from(
    JSON.stringify({ w: { dtype: 'U8', shape: [bytes], data_offsets: [0, bytes] } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const weights = Buffer.alloc(bytes, version);
  await writeFile(source, Buffer.concat([length, header, weights]));
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
