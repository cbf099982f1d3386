import { isAddress, isInside, relativeTo } from '../paths.ts';
import type { Check, CheckInput } from './check.ts';
import type { Stage } from '../dvc/stage.ts';
import { isKnownPath, spanOfKey } from './places.ts';

const code = /\.(?:py|pyx|ipynb|r|rmd|qmd|sh|bash|jl|sql|js|ts|cpp|cu)$/i;

/** Looks whether what stages depend on is there, or comes from another stage. */
export const checkInputs: Check = (input) => {
  for (const stage of input.pipeline.stages) {
    checkDeps(input, stage);
    checkFolder(input, stage);
  }
};

function checkDeps({ model, findings }: CheckInput, stage: Stage): void {
  const seen = new Set<string>();
  for (const { kind, path, text, span } of stage.inputs) {
    if (kind !== 'dep' || isAddress(path)) continue;
    const at = { dataPath: ['stages', stage.group, 'deps'], stage: stage.name };
    if (seen.has(path)) {
      const message = `\`${text}\` is a dependency twice. Remove one of them.`;
      findings.add('hint', 'dep-duplicate', message, span, { ...at, unnecessary: true });
    }
    seen.add(path);
    if (isKnownPath(model, path)) continue;
    if (code.test(path)) {
      const message = `\`${text}\` does not exist, so \`dvc repro\` will fail.`;
      findings.add('warning', 'code-missing', message, span, at);
    } else {
      const message = `\`${text}\` does not exist, and nothing writes it. Bring it in with \`dvc add\` or \`dvc import\`.`;
      findings.add('information', 'data-missing', message, span, at);
    }
  }
}

function checkFolder({ model, findings }: CheckInput, stage: Stage): void {
  const at = { dataPath: ['stages', stage.group, 'wdir'], stage: stage.name };
  const span = spanOfKey(stage.definition, 'wdir');
  if (stage.folder !== model.root && !isInside(stage.folder, model.root)) {
    const message = 'The stage runs outside of the repository, where DVC cannot keep its outputs.';
    findings.add('warning', 'output-outside', message, span, at);
  } else if (!isKnownPath(model, stage.folder)) {
    const folder = relativeTo(model.root, stage.folder);
    const message = `The folder \`${folder}\`, in which the stage runs, does not exist.`;
    findings.add('warning', 'wdir-missing', message, span, at);
  }
}
