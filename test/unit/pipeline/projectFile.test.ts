import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { diskWorkspace, toServicePath } from '../../../src/pipeline/files/diskWorkspace.ts';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { readProjectFile } from '../../../src/store/project/projectFile.ts';
import { broken, chance } from './support/broken.ts';

const sound = `objective: {metric: val/f1, direction: maximize}
inputs: &inputs
  - data/raw
  - weights.bin
gates:
  - {metric: f1, min: 0.9, max: 1_000, betterBy: -0.01, direction: minimize}
  - exists: report.json
  - maxSize: 10 MB
  - maxDataAge: 30 days
  - passed: pytest
registries:
  team: oci://reg.example.com/models
  own: {url: https://m.example.com, ca: ca.pem}
later: *inputs
`;

/** What two readers of YAML may take for different things, each as a value or a line of its own. */
const odd = [
  'objective: {metric: 2020-01-01, direction: maximize}',
  'objective: {metric: f1, direction: !!str maximize}',
  'objective: {metric: !x f1, direction: maximize}',
  'objective:\n  <<: {metric: f1, direction: maximize}',
  'objective: {metric: f1, metric: f2, direction: maximize}',
  'objective: {metric: 1, direction: maximize}',
  'objective:',
  'objective: ~',
  'inputs: [yes, no]',
  'inputs: !!set {a, b}',
  'inputs: *nothing',
  'inputs: &i [*i]',
  'inputs: [2020-01-01, 1e3, 0o7]',
  'inputs:\n\t- a',
  'gates: [{metric: f1, min: 1_0}]',
  'gates: [{metric: f1, min: .inf}]',
  'gates: [{metric: f1, min: 1e400}]',
  'gates: [{metric: f1, min: 0b1}]',
  'gates: [{metric: f1, min: 0x1F}]',
  'gates: [{metric: f1, min: 12:30}]',
  'gates: [{metric: f1, min: "1"}]',
  'gates: [{metric: f1, min: 99999999999999999999}]',
  'gates: [{maxSize: 10}]',
  'gates: [{metric: f1, 1: 2}]',
  'gates: [{? [a] : b}]',
  'registries: {1: oci://h/p, true: oci://h/q}',
  'registries: {team: "oci://user@h/p"}',
  'registries: {=: oci://h/p}',
  '%YAML 1.1\n---\ninputs: [yes]',
  '---\ninputs: []\n---\ninputs: []',
  '---\ninputs: []\n...\n...',
  'inputs: []\n...',
  '- a',
  'text',
  '0',
  'false',
  '[]',
  '{}',
  '\ufeffinputs: []',
  'inputs: ["a\u0007"]',
  'inputs: ["\\q"]',
  'inputs: [a\u0000b]',
  'inputs: [%a]',
  'inputs: [@a]',
  'inputs: [`a`]',
  'inputs: |\n a\nb: c',
  'inputs: "a',
  'inputs: {a',
  '<<<<<<< HEAD\ninputs: []\n=======\ninputs: [a]\n>>>>>>> b',
  '? inputs\n: []',
  '"inputs": []',
  'inputs : []',
  'inputs:[]',
  '__proto__: {inputs: 1}',
];

const others =
  'yes 1_0 0x1F 2020-01-01 ~ .inf "1" !!str !x [] {} *inputs <<: = a:b # - ? é maximize -0 1e9 \'\''.split(
    ' ',
  );

/** The text with another word in the place of one. */
function withOther(text: string, next: (below: number) => number): string {
  const words = [...text.matchAll(/[\w.:/-]+/g)];
  const word = words[next(words.length)];
  if (word === undefined) return text;
  const other = others[next(others.length)] ?? '';
  return text.slice(0, word.index) + other + text.slice(word.index + word[0].length);
}

describe('trackline.yaml', () => {
  it('has an error in the editor exactly where gates and packaging cannot read it', function () {
    this.timeout(120_000);
    const root = mkdtempSync(path.join(tmpdir(), 'trackline-project-'));
    const file = path.join(root, 'trackline.yaml');
    const service = createPipelineService(diskWorkspace(root));
    const next = chance(20_260_301);
    const texts: (string | Uint8Array)[] = [
      sound,
      ...odd,
      Uint8Array.of(0x23, 0xe9, 0x0a),
      ...Array.from({ length: 400 }, () => broken(sound, next)),
      ...Array.from({ length: 400 }, () => withOther(sound, next)),
      ...Array.from({ length: 200 }, () => broken(odd[next(odd.length)] ?? '', next)),
    ];
    try {
      let refused = 0;
      for (const text of texts) {
        writeFileSync(file, text);
        service.changed(toServicePath(file));
        const { problem } = readProjectFile(root);
        const errors = service
          .validate(toServicePath(file))
          .filter(({ severity }) => severity === 'error');
        assert.equal(
          errors.length > 0,
          problem !== undefined,
          `${JSON.stringify(text)}: the reader says ${problem ?? 'nothing'}, the editor ${errors.map(({ message }) => message).join(' ') || 'nothing'}`,
        );
        if (problem !== undefined) refused += 1;
        const { length } = typeof text === 'string' ? text : '';
        for (const { start, end } of errors) {
          assert.ok(start >= 0 && start <= end && end <= Math.max(1, length), 'place');
        }
      }
      assert.ok(refused > 200 && refused < texts.length - 50, `${refused} are refused`);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
