import { parseArguments } from '../arguments.ts';
import type { Output } from '../output.ts';
import { changeModels, isChange } from './changes.ts';
import { compareModels } from './compare.ts';
import { localModels } from './localModels.ts';
import { remoteModels } from './remoteModels.ts';

/**
 * `trackline models [REGISTRY [NAME…]]`: what the project or a registry holds; and what is changed in a
 * registry.
 */
export async function models(args: readonly string[], output: Output): Promise<number> {
  const [first, ...rest] = args;
  if (first === 'compare') return await compareModels(rest, output);
  if (first !== undefined && isChange(first)) return await changeModels(first, rest, output);
  const { values, positionals } = parseArguments({
    args: [...args],
    options: { ca: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [registry, ...names] = positionals;
  return registry === undefined
    ? await localModels(values.json, output)
    : await remoteModels(registry, names, values, output);
}
