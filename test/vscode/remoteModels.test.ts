import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { itemOf, type ModelsNode } from '../../src/editor/models/modelNodes.ts';
import type { RegistryPlace } from '../../src/editor/models/remote/registryPlaces.ts';
import { signPackage } from '../../src/registry/signing/signPackage.ts';
import { freePort } from '../harness/freePort.ts';
import { startDockerRegistry } from '../integration/registry/dockerRegistry.ts';
import { startFakeRegistry } from '../integration/registry/fakeRegistry.ts';
import { fresh } from './support/fresh.ts';
import { answerWith, listen, packaged, train } from './support/models.ts';
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

  it('are pulled, promoted, rolled back, deprecated and deleted from the view', async () => {
    await using registry = await startDockerRegistry('open');
    const address = `oci://${registry.host}/team`;
    await writeFile('trackline.yaml', `registries:\n  team: ${address}\n`);
    const name = fresh('remote').replace('_', '-');
    const first = await packaged(await train('0.1'), name);
    const second = await packaged(await train('0.2'), name);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await signPackage(second.row.folder, privateKey);
    using news = listen('showInformationMessage');
    const into = await mkdtemp(path.join(tmpdir(), 'trackline-pulled-'));
    using _asked = answerWith(['too old'], 'Delete');
    const { showOpenDialog } = vscode.window;
    try {
      await vscode.commands.executeCommand(commands.pushPackage, first, 'team');
      await vscode.commands.executeCommand(commands.pushPackage, second, 'team');
      const model = async (): Promise<ModelsNode> => {
        const [line] = await trackline().then(async ({ models }) =>
          models.getChildren(await lineOf(`team ${address}`)),
        );
        assert.ok(line);
        return line;
      };
      assert.equal(textOf(await model()), name);
      assert.deepEqual(await below(await model()), ['Version 2 signed', 'Version 1']);
      const versionOf = async (text: string): Promise<ModelsNode> => lineOf(text, await model());

      const { executeCommand } = vscode.commands;
      await executeCommand(commands.promoteModel, await versionOf('Version 1'));
      assert.equal(textOf(await model()), `${name} champion is version 1`);
      await executeCommand(commands.promoteModel, await versionOf('Version 2 signed'));
      assert.deepEqual(await below(await model()), ['Version 2 champion · signed', 'Version 1']);
      await executeCommand(commands.rollBackModel, await model());
      assert.deepEqual(await below(await model()), ['Version 2 signed', 'Version 1 champion']);

      const told = itemOf(await versionOf('Version 2 signed')).tooltip;
      assert.ok(typeof told === 'string' && told.includes(`/team/${name}:2`));

      await executeCommand(commands.deprecateModel, await versionOf('Version 2 signed'));
      const deprecated = await versionOf('Version 2 signed · deprecated');
      const { tooltip } = itemOf(deprecated);
      assert.ok(typeof tooltip === 'string' && tooltip.includes('Deprecated: too old'));

      Object.assign(vscode.window, {
        showOpenDialog: async () => [vscode.Uri.file(into)],
        // Into a folder, not among the packages of the project.
        showQuickPick: async (items: readonly vscode.QuickPickItem[]) => items.at(-1),
      });
      await executeCommand(commands.pullModel, await versionOf('Version 1 champion'));
      const pulled = path.join(into, `${name}-1`);
      assert.deepEqual(
        await readFile(path.join(pulled, 'SHA256SUMS')),
        await readFile(path.join(first.row.folder, 'SHA256SUMS')),
      );
      assert.ok(
        news.said.some((text) => /^remote-\w+ 1 was pulled to .* and verified/.test(text)),
        news.said.join(),
      );

      await executeCommand(commands.deleteRemoteModel, deprecated);
      assert.deepEqual(await below(await model()), ['Version 1 champion']);
      assert.ok(existsSync(second.row.folder), 'the package here stays');
    } finally {
      Object.assign(vscode.window, { showOpenDialog });
      await rm(into, { recursive: true, force: true });
    }
  });

  it('that does not list its models shows those that are named', async () => {
    await using registry = await startFakeRegistry({ catalog: 'refused' });
    const address = `oci://${registry.host}/team`;
    await writeFile('trackline.yaml', `registries:\n  hosted: ${address}\n`);
    const ours = fresh('ours').replace('_', '-');
    const pushed = await packaged(await train('0.1'), ours);
    await vscode.commands.executeCommand(commands.pushPackage, pushed, 'hosted');
    const line = await lineOf(`hosted ${address}`);
    const { models } = await trackline();
    const [, remark] = await models.getChildren(line);
    assert.ok(remark);
    assert.deepEqual(await below(line), [ours, labelOf(itemOf(remark))]);
    assert.equal(itemOf(remark).command?.command, commands.findRemoteModel);
    const theirs = `${ours}/of-others`;
    using _asked = answerWith([theirs], '');
    await vscode.commands.executeCommand(commands.findRemoteModel, remark);
    assert.deepEqual((await below(line)).slice(0, 2), [ours, theirs]);
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
