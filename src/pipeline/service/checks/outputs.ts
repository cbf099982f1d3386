import type { QuickFix } from '../diagnostic.ts';
import type { Stage } from '../dvc/stage.ts';
import { isAddress, isInside, resolveFrom, folderOf } from '../paths.ts';
import { asString, get, type Value } from '../yaml/values.ts';
import type { Check, CheckInput } from './check.ts';
import { columnOf, isKnownPath } from './places.ts';

/** Looks at outputs that DVC cannot keep, metrics that belong into git, and artifacts. */
export const checkOutputs: Check = (input) => {
  for (const stage of input.pipeline.stages) {
    for (const output of stage.outputs) {
      const at = { dataPath: ['stages', stage.group, output.section], stage: stage.name };
      if (output.cached && !isAddress(output.path) && !isInside(output.path, input.model.root)) {
        const message = `\`${output.text}\` lies outside of the repository, so DVC cannot keep it. Write into the repository, or set \`cache: false\`.`;
        input.findings.add('warning', 'output-outside', message, output.span, at);
      }
      if (
        output.section === 'metrics' &&
        output.cached &&
        /\.(?:json|ya?ml|toml)$/.test(output.path)
      ) {
        const message = `Metrics are small: with \`cache: false\`, git keeps \`${output.text}\` and shows how it changed.`;
        const fixes = cacheFix(input, stage, output.span);
        input.findings.add('hint', 'metric-cached', message, output.span, { ...at, fixes });
      }
    }
  }
  checkArtifacts(input);
};

function cacheFix(
  { pipeline }: CheckInput,
  stage: Stage,
  span: { start: number; end: number },
): QuickFix[] {
  const metrics = get(stage.definition, 'metrics');
  const item =
    metrics?.kind === 'list' ? metrics.items.find((one) => one.start === span.start) : undefined;
  if (item?.kind !== 'scalar' || item.end <= item.start || metrics?.kind !== 'list') return [];
  const { path, text } = pipeline;
  const indent = ' '.repeat(columnOf(text, item.start) + 2);
  const { start, end } = item;
  const written = text.slice(start, end);
  const changed = metrics.flow
    ? `{${written}: {cache: false}}`
    : `${written}:\n${indent}cache: false`;
  return [
    { title: 'Let git keep it', edits: [{ path, start, end, text: changed }], preferred: true },
  ];
}

const registrable = /^[a-zA-Z0-9]([a-zA-Z0-9\-/_]*[a-zA-Z0-9])?$/;

function checkArtifacts({ pipeline, model, findings }: CheckInput): void {
  const artifacts = get(pipeline.root, 'artifacts');
  for (const { key, value } of artifacts?.kind === 'map' ? artifacts.entries : []) {
    const name = asString(key);
    if (name === undefined) continue;
    const dataPath = ['artifacts', name];
    if (!name.includes('${') && !registrable.test(name)) {
      const message = `\`${name}\` cannot be registered: use letters, digits, \`-\`, \`_\` and \`/\`, with a letter or digit at both ends.`;
      findings.add('warning', 'artifact-name', message, key, { dataPath });
    }
    const path: Value | undefined = get(value, 'path');
    const written = asString(path);
    if (path === undefined || written === undefined || written.includes('${') || isAddress(written))
      continue;
    if (isKnownPath(model, resolveFrom(folderOf(pipeline.path), written))) continue;
    const message = `\`${written}\` does not exist, and no stage writes it.`;
    findings.add('information', 'artifact-not-output', message, path, {
      dataPath: [...dataPath, 'path'],
    });
  }
}
