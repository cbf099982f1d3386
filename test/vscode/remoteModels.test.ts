import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { itemOf, type ModelsNode } from '../../src/editor/models/modelNodes.ts';
import type { RegistryPlace } from '../../src/editor/models/remote/registryPlaces.ts';
import { freePort } from '../harness/freePort.ts';
import { startDockerRegistry } from '../integration/registry/dockerRegistry.ts';
import { folder, trackline, writeFile } from './support/trackline.ts';

/** The lines of the Models view below a line: label and description. */
async function below(node: ModelsNode): Promise<readonly string[]> {
  const { models } = await trackline();
  return (await models.getChildren(node)).map((each) => textOf(each));
}

function textOf(node: ModelsNode): string {
  const item = itemOf(node);
  const { description = '' } = item;
  assert.equal(typeof description, 'string');
  return `${labelOf(item)} ${description}`.trim();
}

function labelOf({ label }: vscode.TreeItem): string {
  assert.ok(typeof label === 'string');
  return label;
}

/** The line with that text below a line. */
async function lineOf(text: string, above?: ModelsNode): Promise<ModelsNode> {
  const { models } = await trackline();
  const lines = await models.getChildren(above);
  const found = lines.find((node) => textOf(node) === text);
  assert.ok(found, `${text} is not among ${lines.map((node) => textOf(node)).join(' | ')}`);
  return found;
}

describe('models in a registry', () => {
  after(async () => {
    const yaml = vscode.Uri.joinPath(folder(), 'trackline.yaml');
    await vscode.workspace.fs.delete(yaml).then(undefined, () => undefined);
  });

  it('that does not answer says so in one line, and is asked again by a click', async () => {
    const address = `oci://127.0.0.1:${await freePort()}/team`;
    await writeFile('trackline.yaml', `registries:\n  gone: ${address}\n`);
    const { models } = await trackline();
    const line = await lineOf(`gone ${address}`);
    const [remark, ...others] = await models.getChildren(line);
    assert.ok(remark);
    assert.deepEqual(others, []);
    const item = itemOf(remark);
    assert.match(labelOf(item), /127\.0\.0\.1/);
    assert.equal(item.contextValue, 'trouble');
    assert.equal(item.command?.command, commands.refreshModels);

    assert.equal(line.kind, 'registry');
    const { place }: { place: RegistryPlace } = line;
    await using registry = await startDockerRegistry('open');
    const there = { ...place, url: `oci://${registry.host}/team` };
    await writeFile('trackline.yaml', `registries:\n  gone: ${there.url}\n`);
    await vscode.commands.executeCommand(commands.refreshModels, remark);
    const again = await lineOf(`gone ${there.url}`);
    assert.deepEqual(await below(again), ['There is no model in this registry yet.']);
  });
});
