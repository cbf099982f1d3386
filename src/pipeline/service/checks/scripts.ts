import type { QuickFix } from '../diagnostic.ts';
import type { Stage } from '../dvc/stage.ts';
import { folderOf, isInside, relativeTo, resolveFrom } from '../paths.ts';
import { entryOf } from '../yaml/values.ts';
import type { Check, CheckInput } from './check.ts';
import { addToList, asYaml, columnOf, isKnownPath, spanOfKey } from './places.ts';
import { scriptCalls } from './words.ts';

/** Looks whether the scripts that commands run are there, and whether their stages depend on them. */
export const checkScripts: Check = (input) => {
  for (const stage of input.pipeline.stages) {
    for (const { kind, name } of stage.commands.flatMap(scriptCalls)) {
      if (kind === 'module') checkModule(input, stage, name);
      else checkScript(input, stage, name);
    }
  }
};

function checkScript(input: CheckInput, stage: Stage, script: string): void {
  const { model, findings } = input;
  const path = resolveFrom(stage.folder, script);
  const span = spanOfKey(stage.definition, 'cmd');
  const at = { dataPath: ['stages', stage.group, 'cmd'], stage: stage.name };
  if (!isKnownPath(model, path)) {
    const { fixes, hint } = missingScriptFixes(input, stage, script, path);
    const where = relativeTo(model.root, stage.folder);
    const message = `\`${script}\` does not exist in ${where === '.' ? 'the root folder' : `\`${where}\``}, where this stage runs.${hint}`;
    findings.add('warning', 'script-missing', message, span, { ...at, fixes });
    return;
  }
  const depends = stage.inputs.some(
    ({ kind, path: input_ }) => kind === 'dep' && isInside(path, input_),
  );
  const written = stage.outputs.some((output) => isInside(path, output.path));
  if (depends || written || !isInside(path, model.root)) return;
  const edit = addToList(
    input.pipeline.text,
    input.pipeline.path,
    stage.definition,
    'deps',
    asYaml(relativeTo(stage.folder, path)),
  );
  const fixes: QuickFix[] =
    edit === undefined
      ? []
      : [{ title: `Add \`${script}\` to \`deps\``, edits: [edit], preferred: true }];
  const message = `\`${script}\` is not among the \`deps\`, so editing it will not run this stage again.`;
  findings.add('information', 'script-not-in-deps', message, span, { ...at, fixes });
}

/** The most common cause is a dvc.yaml below the root with paths that are written from the root. */
function missingScriptFixes(
  { model, pipeline }: CheckInput,
  stage: Stage,
  script: string,
  path: string,
): { fixes: QuickFix[]; hint: string } {
  const fixes: QuickFix[] = [];
  const own = folderOf(stage.file);
  let hint = '';
  const above = foldersUpTo(own, model.root).find(
    (folder) => model.workspace.kindOf(resolveFrom(folder, script)) === 'file',
  );
  const { definition } = stage;
  const first = definition.entries[0];
  if (
    above !== undefined &&
    entryOf(definition, 'wdir') === undefined &&
    first !== undefined &&
    !definition.flow
  ) {
    const wdir = relativeTo(own, above);
    const indent = ' '.repeat(columnOf(pipeline.text, first.key.start));
    hint = ` It is there from \`${wdir}\`: set \`wdir: ${wdir}\`.`;
    const { start } = first.key;
    const edits = [{ path: stage.file, start, end: start, text: `wdir: ${wdir}\n${indent}` }];
    fixes.push({ title: `Run the stage in \`${wdir}\``, edits, preferred: true });
  }
  if (/\.(?:py|R|r|sh|jl)$/.test(script) && isInside(path, model.root)) {
    fixes.push({
      title: `Create \`${script}\``,
      edits: [],
      create: { path, text: '' },
      preferred: above === undefined,
    });
  }
  return { fixes, hint };
}

function foldersUpTo(folder: string, root: string): string[] {
  const folders: string[] = [];
  let current = folder;
  while (current !== root && isInside(current, root) && folderOf(current) !== current) {
    current = folderOf(current);
    folders.push(current);
  }
  return folders;
}

function checkModule({ model, findings }: CheckInput, stage: Stage, module: string): void {
  const [top = '', ...inside] = module.split('.');
  // A package of the project that lacks the module is a slip; any other may be installed.
  const home = ['.', 'src']
    .map((folder) => resolveFrom(stage.folder, folder))
    .find((folder) => model.workspace.kindOf(resolveFrom(folder, top)) === 'folder');
  if (home === undefined || inside.length === 0) return;
  const path = resolveFrom(home, module.replaceAll('.', '/'));
  if (isKnownPath(model, `${path}.py`) || model.workspace.kindOf(path) === 'folder') return;
  const message = `There is no module \`${module}\` in \`${relativeTo(model.root, resolveFrom(home, top))}\`.`;
  const span = spanOfKey(stage.definition, 'cmd');
  const at = { dataPath: ['stages', stage.group, 'cmd'], stage: stage.name };
  findings.add('hint', 'module-missing', message, span, at);
}
