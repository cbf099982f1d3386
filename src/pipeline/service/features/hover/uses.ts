import type { DvcModel } from '../../dvc/model.ts';
import { isPipelineFile } from '../../dvc/repository.ts';
import { relativeTo } from '../../paths.ts';
import type { Document } from '../documents.ts';
import type { Hover } from '../hover.ts';
import { locate } from '../locate.ts';
import { valueAt } from '../../params/valueAt.ts';

const mostNames = 20;

/** The stages that use the key of a parameters file at a place. */
export function usesHover(
  model: DvcModel,
  { path, root }: Document,
  offset: number,
): Hover | undefined {
  const found = root === undefined ? undefined : locate(root, offset);
  if (root === undefined || found?.key === undefined) return undefined;
  const { key, value } = found.key;
  const isInside = (start: number) => key.start <= start && start <= Math.max(key.end, value.end);
  const users = new Set<string>();
  for (const file of model.files.filter(isPipelineFile)) {
    for (const stage of model.draft(file).stages) {
      const isNamed = stage.references.some(
        ({ node }) => node.origin.path === path && isInside((node.key ?? node.value).start),
      );
      const isListed = stage.inputs.some(
        (input) =>
          input.path === path &&
          (input.keys ?? []).some(({ name }) => {
            const place = valueAt(root, name.split('.'))?.place;
            return place !== undefined && isInside(place.start);
          }),
      );
      if (!isNamed && !isListed) continue;
      const folder = relativeTo(model.root, file);
      users.add(folder === 'dvc.yaml' ? stage.name : `${folder}:${stage.name}`);
    }
  }
  const shown = [...users].slice(0, mostNames).map((name) => `\`${name}\``);
  if (users.size > shown.length) shown.push('…');
  const name = found.path.join('.');
  const text = shown.length === 0 ? 'no stage uses it' : `used by ${shown.join(', ')}`;
  return { text: `\`${name}\`: ${text}`, span: key };
}
