import type { DvcModel } from '../dvc/model.ts';
import type { PipelineFile } from '../dvc/pipelineFile.ts';
import type { Findings } from '../dvc/problem.ts';
import { folderOf, resolveFrom } from '../paths.ts';
import { valueAt } from '../params/valueAt.ts';
import { asString, get, type Entry, type Span, type Value } from '../yaml/values.ts';
import { scriptCalls } from './words.ts';

/** Scripts that are looked into before nothing is said. */
const maxScripts = 50;
const maxScriptLength = 200_000;

/**
 * Dims the keys of a params.yaml that no stage and no `${…}` uses. A script that reads parameters may
 * use any of them: nothing is said where there is one, or where it cannot be told.
 */
export function checkUnusedParameters(model: DvcModel, findings: Findings, root: Value): void {
  const { path } = findings;
  const pipelines = model.parameterUsers(path);
  if (pipelines === 'unknown' || pipelines.length === 0) return;
  const uses = usesOf(pipelines, path, root);
  if (uses === 'all' || scriptsReadParameters(model, pipelines)) return;
  const visit = (value: Value, names: readonly string[]) => {
    for (const entry of value.kind === 'map' ? value.entries : []) {
      const name = asString(entry.key);
      if (name === undefined || entry.merged) continue;
      const keys = [...names, name];
      const inside = uses.filter(({ start, end }) => isIn({ start, end }, entry));
      if (inside.some(({ start }) => start === entry.key.start)) continue;
      if (inside.length > 0) visit(entry.value, keys);
      else {
        const message = `No stage uses \`${keys.join('.')}\`.`;
        const at = { dataPath: keys, unnecessary: true };
        findings.add('hint', 'params-unused', message, entry.key, at);
      }
    }
  };
  visit(root, []);
}

function isIn({ start }: Span, { key, value }: Entry): boolean {
  return key.start <= start && start < Math.max(key.end, value.end);
}

/** Where the keys stand that stages name and `${…}` use; all where the whole file is a parameter. */
function usesOf(
  pipelines: readonly PipelineFile[],
  path: string,
  root: Value,
): readonly Span[] | 'all' {
  const uses: Span[] = [];
  for (const { references, stages, root: data } of pipelines) {
    for (const { node } of references) {
      if (node.origin.path === path) uses.push(node.key ?? node.value);
    }
    for (const input of stages.flatMap((stage) => stage.inputs)) {
      if (input.path !== path) continue;
      const names = (input.keys ?? []).map(({ name }) => name);
      if (names.length === 0 || names.some((name) => /[*?[\]]/.test(name))) return 'all';
      for (const name of names) {
        const place = valueAt(root, name.split('.'))?.place;
        if (place !== undefined) uses.push(place);
      }
    }
    const listed = get(data, 'params');
    if (listed?.kind === 'list' && listed.items.length > 0) return 'all';
  }
  return uses;
}

/** Whether a script of some stage reads a file of parameters, or it cannot be told. */
function scriptsReadParameters(model: DvcModel, pipelines: readonly PipelineFile[]): boolean {
  const waiting: { path: string; folder: string }[] = [];
  for (const stage of pipelines.flatMap(({ stages }) => stages)) {
    const calls = stage.commands.flatMap(scriptCalls);
    if (calls.length < stage.commands.length) return true;
    for (const { kind, name } of calls) {
      if (kind === 'module') return true;
      waiting.push({ path: resolveFrom(stage.folder, name), folder: stage.folder });
    }
  }
  const seen = new Set<string>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, folder } = next;
    if (seen.has(path)) continue;
    seen.add(path);
    const content =
      model.workspace.kindOf(path) === 'file' ? model.workspace.read(path) : undefined;
    if (seen.size > maxScripts || content?.kind !== 'text') return true;
    const { text } = content;
    if (text.length > maxScriptLength || /params|ya?ml|hydra|omegaconf/i.test(text)) return true;
    for (const [, from, plain] of text.matchAll(
      /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w.]+))/gm,
    )) {
      const module = (from ?? plain ?? '').replace(/^\.+/, '').replaceAll('.', '/');
      for (const home of [folderOf(path), folder, model.root, resolveFrom(model.root, 'src')]) {
        for (const file of [`${module}.py`, `${module}/__init__.py`]) {
          const imported = resolveFrom(home, file);
          if (model.workspace.kindOf(imported) === 'file') waiting.push({ path: imported, folder });
        }
      }
    }
  }
  return false;
}
