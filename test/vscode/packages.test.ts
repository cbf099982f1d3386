import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile as write } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands, modelComparisonScheme } from '../../src/editor/contributions.ts';
import type { VersionNode } from '../../src/editor/models/modelNodes.ts';
import { until } from '../harness/wait.ts';
import { fresh } from './support/fresh.ts';
import { answerWith, listen, packaged, train } from './support/models.ts';
import { trackline } from './support/trackline.ts';

const passphrase = 'open sesame';

/** A key pair in a folder of its own, the private one encrypted. */
async function keys(): Promise<AsyncDisposable & { readonly key: string; readonly pub: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'trackline-keys-'));
  const made = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase },
  });
  const key = path.join(folder, 'key.pem');
  const pub = path.join(folder, 'key.pub');
  await write(key, made.privateKey);
  await write(pub, made.publicKey);
  return { key, pub, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Gives these files in turn to whoever asks for one. */
function chooseFiles(files: string[]): Disposable {
  const { showOpenDialog } = vscode.window;
  Object.assign(vscode.window, {
    showOpenDialog: async () => {
      const file = files.shift();
      return file === undefined ? undefined : [vscode.Uri.file(file)];
    },
  });
  return { [Symbol.dispose]: () => void Object.assign(vscode.window, { showOpenDialog }) };
}

/** The version as the view has it now. */
async function again({ project, row }: VersionNode): Promise<VersionNode | undefined> {
  const { models } = await trackline();
  return await models.find(project.store, row.folder);
}

describe('a package on this machine', () => {
  it('is signed with an encrypted key, whose passphrase is asked for until it opens it', async () => {
    const node = await packaged(await train('0.3'), fresh('signed').replace('_', '-'));
    await using pair = await keys();
    using _files = chooseFiles([pair.key]);
    const replies = ['no', passphrase];
    using _asked = answerWith(replies, '');
    using news = listen('showInformationMessage');
    await vscode.commands.executeCommand(commands.signPackage, node);
    assert.deepEqual(replies, []);
    assert.ok(
      news.said.some((text) => text.includes(' is signed with the key ')),
      news.said.join(),
    );
    assert.equal((await again(node))?.row.signed, true);
  });

  it('is verified, and names the file that was changed', async () => {
    const name = fresh('verified').replace('_', '-');
    const node = await packaged(await train('0.3'), name);
    {
      using news = listen('showInformationMessage');
      await vscode.commands.executeCommand(commands.verifyPackage, node);
      assert.ok(news.said.some((text) => text.startsWith(`${name} 1 is as it was built`)));
    }
    await appendFile(path.join(node.row.folder, 'requirements.txt'), 'more\n');
    const said: string[] = [];
    const { showWarningMessage } = vscode.window;
    Object.assign(vscode.window, { showWarningMessage: async (text: string) => said.push(text) });
    try {
      await vscode.commands.executeCommand(commands.verifyPackage, node);
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
    assert.deepEqual(said, [`${name} 1 is not as it was built: requirements.txt.`]);
  });

  it('is compared with another version, promoted, rolled back and deleted', async () => {
    const name = fresh('compared').replace('_', '-');
    const first = await packaged(await train('0.25'), name);
    const second = await packaged(await train('0.75'), name);
    const { showQuickPick } = vscode.window;
    Object.assign(vscode.window, {
      showQuickPick: async (items: readonly vscode.QuickPickItem[]) =>
        items.find(({ label }) => label === `${name} 1`),
    });
    try {
      await vscode.commands.executeCommand(commands.comparePackages, second);
    } finally {
      Object.assign(vscode.window, { showQuickPick });
    }
    const page = await until(
      () =>
        vscode.workspace.textDocuments.find(
          ({ uri }) => uri.scheme === modelComparisonScheme && uri.path.includes(name),
        ),
      'the comparison to be shown',
      40_000,
    );
    assert.match(
      page.getText(),
      /\| score \| 0\\\.25 \| 0\\\.75 \(|\| score \| 0\\\.25 \| 0\\\.75 \\\(/,
    );

    using news = listen('showInformationMessage');
    await vscode.commands.executeCommand(commands.promoteModel, first);
    await vscode.commands.executeCommand(commands.promoteModel, second);
    await vscode.commands.executeCommand(commands.rollBackModel, second);
    assert.ok(news.said.includes(`${name} 1 is the champion again.`), news.said.join());
    assert.deepEqual((await again(first))?.row.aliases, ['champion']);

    using asked = answerWith([], 'Delete');
    await vscode.commands.executeCommand(commands.deletePackage, second);
    assert.match(asked.warning(), /What was pushed stays/);
    assert.ok(!existsSync(second.row.folder));
    assert.equal(await again(second), undefined);
  });
});
