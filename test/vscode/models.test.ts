import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { itemOf } from '../../src/editor/models/modelNodes.ts';
import { packageRequests } from '../../src/protocol/packages.ts';
import { until } from '../harness/wait.ts';
import { alice, startDockerRegistry } from '../integration/registry/dockerRegistry.ts';
import { fresh } from './support/fresh.ts';
import { answerWith, listen, packaged, train } from './support/models.ts';
import { ended, folder, launch, trackline, writeFile } from './support/trackline.ts';

const unsafe = `import os, pickle
class Harmful:
    def __reduce__(self):
        return os.system, ("true",)
with open("models/scorer.pkl", "wb") as file:
    pickle.dump(Harmful(), file)
`;
const registering = (name: string): string => `import mlflow
with mlflow.start_run() as run:
    mlflow.log_text("weights", "model/weights.txt")
client = mlflow.MlflowClient()
client.create_registered_model("${name}")
source = run.info.artifact_uri + "/model"
client.create_model_version("${name}", source, run.info.run_id)
client.set_registered_model_alias("${name}", "champion", "1")
`;
const gated = 'gates:\n  - metric: score\n    min: 0.8\n';

/** The lines of the Models view below a model: label and description. */
async function shown(name: string): Promise<readonly string[]> {
  const { models } = await trackline();
  const found = (await models.getChildren()).find(
    (node) => node.kind === 'model' && node.name === name,
  );
  if (found === undefined) return [];
  return (await models.getChildren(found)).map((node) => {
    const { label, description } = itemOf(node);
    assert.ok(typeof label === 'string' && typeof description === 'string');
    return `${label} ${description}`.trim();
  });
}

/** Waits until the Models view has these lines below a model. */
async function untilShown(name: string, ...lines: readonly string[]): Promise<void> {
  const wanted = lines.join('\n');
  await until(async () => {
    const now = (await shown(name)).join('\n');
    if (now === wanted) return true;
    throw new Error(`there is ${now || 'nothing'}`);
  }, `${name} to be shown with ${wanted}`);
}

/** Sets whose certificates registries may have. */
async function setCertificate(file: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('trackline');
  await settings.update('registry.certificate', file, vscode.ConfigurationTarget.Workspace);
}

describe('packaging a model', () => {
  afterEach(async () => {
    await setCertificate(undefined);
    await vscode.workspace.fs.delete(await writeFile('trackline.yaml', ''));
  });

  it('leads from a run to a champion, past a closed gate', async () => {
    await writeFile('trackline.yaml', gated);
    const name = fresh('scorer').replace('_', '-');
    const weak = await packaged(await train('0.5'), name);
    await untilShown(name, 'Version 1');
    {
      using errors = listen('showErrorMessage');
      await vscode.commands.executeCommand(commands.promoteModel, weak);
      const refusal = `${name} 1 may not be promoted: score is 0.5, below 0.8.`;
      assert.ok(errors.said.join().includes(refusal), errors.said.join());
    }
    assert.deepEqual(await shown(name), ['Version 1']);

    const strong = await packaged(await train('0.9'), name);
    await untilShown(name, 'Version 2', 'Version 1');
    const { models } = await trackline();
    let changes = 0;
    const counting = models.onDidChangeTreeData(() => (changes += 1));
    {
      using news = listen('showInformationMessage');
      await vscode.commands.executeCommand(commands.promoteModel, strong);
      // Of another run's end may be told at the same time.
      assert.ok(news.said.includes(`${name} 2 is the champion.`), news.said.join());
    }
    await until(() => changes > 0, 'the view to be told of the champion');
    counting.dispose();
    await untilShown(name, 'Version 2 champion', 'Version 1');
  });

  it('stands beside what scripts register through MLflow, which opens its run', async () => {
    const name = fresh('registered-net');
    const script = await writeFile('register_net.py', registering(name));
    const run = await launch(commands.runFile, script);
    assert.equal((await ended(run)).row.run.status, 'FINISHED');
    await untilShown(name, 'Registered version 1 champion');
    const { models } = await trackline();
    const model = (await models.getChildren()).find(
      (node) => node.kind === 'model' && node.name === name,
    );
    const [version] = await models.getChildren(model);
    assert.equal(version?.kind, 'registered');
    assert.equal(version.registered.run, run.runId);
  });

  it('says what is wrong with a file that is no model', async () => {
    const { tracker } = await trackline();
    const file = await writeFile('notes.json', '{}');
    const store = path.join(folder().fsPath, '.trackline');
    const source = { kind: 'file', file: file.fsPath } as const;
    await assert.rejects(
      tracker.request(packageRequests.plan, { store, source }),
      /notes\.json is no model that is known here/,
    );
  });

  it('is pushed with a login of the secret storage, and findings only with a reason', async () => {
    await using registry = await startDockerRegistry('password');
    await setCertificate(registry.caFile);
    const name = fresh('scorer').replace('_', '-');
    const node = await packaged(await train('0.5', unsafe), name);
    const replies = ['User name and password', alice.username, alice.password, 'checked by hand'];
    using asked = answerWith(replies, 'Give a Reason and Push…');
    await vscode.commands.executeCommand(commands.logInToRegistry, registry.host);
    const address = `oci://${registry.host}/team`;
    await vscode.commands.executeCommand(commands.pushPackage, node, address);
    assert.match(asked.warning(), /os\.system|posix\.system|nt\.system/);
    assert.deepEqual(replies, []);
    await until(
      async () => (await shown(name))[0]?.includes(`pushed to ${address}`),
      'the view to say where it was pushed to',
    );
  });
});
