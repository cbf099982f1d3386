import type { DvcModel } from '../../dvc/model.ts';
import { isPipelineFile } from '../../dvc/repository.ts';
import { fileKind } from '../../fileKind.ts';
import { nameOf, relativeTo } from '../../paths.ts';
import { refused, type Refusal, type RenameEdits, type RenamePlace } from './outcome.ts';
import { outputAt, renameOutput, type OutputTarget } from './output.ts';
import { renameParameter } from './parameter.ts';
import { parameterAt, type ParameterTarget } from './parameterTarget.ts';

type Target =
  | { readonly is: 'parameter'; readonly target: ParameterTarget }
  | { readonly is: 'output'; readonly target: OutputTarget };

/** What can be renamed at a place: a key of parameters, or the path of an output. */
export function renamePlaceAt(
  model: DvcModel,
  path: string,
  text: string,
  offset: number,
): RenamePlace | Refusal {
  const found = targetAt(model, path, text, offset);
  if ('kind' in found) return found;
  const { start, end } = found.target.word;
  return { kind: 'place', start, end, placeholder: plain(text.slice(start, end)) };
}

/** Renames what is at a place in all files. DVC itself writes dvc.lock anew. */
export function renameAt(
  model: DvcModel,
  path: string,
  text: string,
  offset: number,
  name: string,
): RenameEdits | Refusal {
  const found = targetAt(model, path, text, offset);
  if ('kind' in found) return found;
  return found.is === 'parameter'
    ? renameParameter(model, found.target, name)
    : renameOutput(model, found.target, name);
}

function targetAt(model: DvcModel, path: string, text: string, offset: number): Target | Refusal {
  if (isPipelineFile(path) && model.draft(path).text !== text) {
    return refused(`${relativeTo(model.root, path)} cannot be read as it is. Mend it first.`);
  }
  if (!isPipelineFile(path) && !holdsParameters(model, path)) return nothingHere();
  const parameter = parameterAt(model, path, offset);
  if (parameter !== undefined) {
    return 'kind' in parameter ? parameter : { is: 'parameter', target: parameter };
  }
  const output = isPipelineFile(path) ? outputAt(model, path, offset) : undefined;
  if (output !== undefined) return 'kind' in output ? output : { is: 'output', target: output };
  return nothingHere();
}

function nothingHere(): Refusal {
  return refused('Keys of parameters and paths of outputs can be renamed, and this is neither.');
}

/** Whether a file is a params.yaml, or a pipeline takes parameters from it. */
function holdsParameters(model: DvcModel, path: string): boolean {
  if (fileKind(nameOf(path)) === 'params') return true;
  return model.files
    .filter(isPipelineFile)
    .map((file) => model.draft(file))
    .some(
      ({ loaded, ownVarsFiles, stages }) =>
        loaded?.files.has(path) === true ||
        ownVarsFiles.includes(path) ||
        stages.some(({ inputs }) =>
          inputs.some((one) => one.kind === 'params' && one.path === path),
        ),
    );
}

/** A name without the quotes that it is written in. */
function plain(written: string): string {
  return /^(["']).*\1$/.test(written) ? written.slice(1, -1) : written;
}
