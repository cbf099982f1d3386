import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { buildNextVersion, planFilePackage } from '../../../src/packaging/planPackage.ts';
import { writeSampleWeights } from './samplePackage.ts';

const kit = `manifestVersion: 1.0.0
package: {name: Big Net, version: 1.2.0, description: Sees cats, license: MIT}
model:
  path: weights/net.safetensors
  parts: [{path: weights/words.json}]
datasets: [{path: data}]
`;

describe('a folder with a Kitfile', () => {
  let folder = '';
  const at = (...parts: string[]): string => path.join(folder, ...parts);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-kit-'));
    await mkdir(at('weights'));
    await mkdir(at('data'));
    await writeSampleWeights(at('weights', 'net.safetensors'), 64, '1');
    await writeFile(at('weights', 'words.json'), '{}');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is packaged as the model that it names, under its name and version', async () => {
    await writeFile(at('Kitfile'), kit);
    for (const target of [folder, at('Kitfile')]) {
      const plan = await planFilePackage(target, undefined);
      assert.equal(plan.source, at('weights', 'net.safetensors'));
      assert.equal(plan.facts.format, 'safetensors');
      assert.match(plan.facts.findings.at(-1)?.text ?? '', /: weights\/words\.json, data\.$/);
      const built = await buildNextVersion(plan, at('packages'));
      assert.deepEqual([built.name, built.version], ['big-net', '1.2.0']);
    }
    const own: unknown = parse(
      await readFile(at('packages', 'big-net', '1.2.0', 'Kitfile'), 'utf8'),
    );
    const named = { name: 'big-net', version: '1.2.0', description: 'Sees cats', license: 'MIT' };
    assert.deepEqual((own as { readonly package: unknown }).package, named);
  });

  it('may name the folder of its one model, and leave the rest to us', async () => {
    await writeFile(at('Kitfile'), 'manifestVersion: 1.0.0\nmodel: {path: weights}\n');
    const plan = await planFilePackage(folder, undefined);
    assert.equal(plan.source, at('weights', 'net.safetensors'));
    assert.deepEqual([plan.name, plan.version, plan.facts.findings], ['net', '1', []]);
  });

  it('says in a sentence why there is no model', async () => {
    await writeSampleWeights(at('weights', 'other.safetensors'), 64, '2');
    for (const [text, sentence] of [
      ['model: [', /Kitfile cannot be read/],
      ['model: {name: net}', /names no model/],
      ['model: {path: gone.onnx}', /names the model gone\.onnx, which is not there/],
      ['model: {path: hub.example/team/net:1}', /which is not there/],
      ['model: {path: ../net.onnx}', /lies outside of its folder/],
      [`model: {path: ${JSON.stringify(at('weights'))}}`, /lies outside of its folder/],
      ['model: {path: weights}', /holds several models: net\.safetensors, other\.safetensors/],
      ['model: {path: data}', /holds no model that is known here/],
      ['model: {path: weights/words.json}', /words\.json is no model that is known here/],
    ] as const) {
      await writeFile(at('Kitfile'), `manifestVersion: 1.0.0\n${text}\n`);
      await assert.rejects(planFilePackage(folder, undefined), sentence, text);
    }
  });
});
