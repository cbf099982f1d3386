import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService, type LanguageService } from 'yaml-language-server';
import { projectFileIssues } from '../../../src/model/projectFile.ts';

const file = path.resolve(import.meta.dirname, '../../../schemas/trackline.schema.json');

const sound = [
  '',
  '# nothing yet\n',
  'objective:\n  metric: val/f1\n  direction: maximize\n',
  'inputs: []\n',
  'inputs:\n  - data/raw\n  - weights.bin\n',
  'gates:\n  - {metric: f1, min: 0.9}\n  - exists: report.json\n  - maxSize: 10 MB\n',
  'registries:\n  team: oci://reg.example.com/models\n  own: {url: https://m.example.com}\n',
  'later: {anything: 1}\n',
];

const broken = [
  '- a list\n',
  'objective: f1\n',
  'objective:\n  metric: f1\n',
  'objective:\n  metric: ""\n  direction: maximize\n',
  'objective:\n  metric: f1\n  direction: up\n',
  'inputs: data\n',
  'inputs:\n  - 1\n',
  'gates:\n  - {metric: f1, least: 0.9}\n',
  'gates: {metric: f1}\n',
  'registries:\n  team: ftp://reg.example.com\n',
];

describe('the JSON Schema of trackline.yaml', () => {
  let service: LanguageService;
  /** The service keeps what it read of a version. */
  let version = 0;

  before(async () => {
    const schema = await readFile(file, 'utf8');
    service = getLanguageService({
      schemaRequestService: () => Promise.resolve(schema),
      telemetry: { send: () => undefined, sendError: () => undefined, sendTrack: () => undefined },
      workspaceContext: { resolveRelativePath: (relative) => relative },
    });
    service.configure({
      validate: true,
      customTags: [],
      schemas: [{ uri: 'file:///trackline.schema.json', fileMatch: ['*.yaml'] }],
    });
  });

  const problems = async (text: string): Promise<unknown[]> => {
    version += 1;
    const document = TextDocument.create('file:///p/trackline.yaml', 'yaml', version, text);
    return (await service.doValidation(document, false)).map(({ message }) => message);
  };

  for (const text of sound) {
    it(`accepts what is read: ${JSON.stringify(text)}`, async () => {
      assert.deepEqual(projectFileIssues(text), []);
      assert.deepEqual(await problems(text), []);
    });
  }

  for (const text of broken) {
    it(`refuses what is not: ${JSON.stringify(text)}`, async () => {
      assert.notEqual(projectFileIssues(text).length, 0);
      assert.notEqual((await problems(text)).length, 0);
    });
  }
});
