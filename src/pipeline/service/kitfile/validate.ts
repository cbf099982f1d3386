import type { DataPath } from '../diagnostic.ts';
import { addGrammarProblems } from '../dvc/grammarFindings.ts';
import { firstLine } from '../dvc/pipelineFile.ts';
import { Findings } from '../dvc/problem.ts';
import { checkGrammar } from '../grammar/checkGrammar.ts';
import { emptyMap } from '../params/readParams.ts';
import { folderOf, isAbsolute, isInside, resolveFrom } from '../paths.ts';
import { readText } from '../readText.ts';
import type { Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import { asString, get, type Scalar, type Value } from '../yaml/values.ts';
import { kitfileRule, listSections } from './grammar.ts';

const partType = /^\w[\w.-]*$/;
const maxPartType = 64;

/** Validates a Kitfile by what `kit pack` refuses. */
export function validateKitfile(workspace: Workspace, path: string): Findings {
  const findings = new Findings(path);
  const text = readText(workspace, findings);
  if (text === undefined) return findings;
  const { root = emptyMap(text), problems } = readYaml(text);
  for (const { code, message, span } of problems) findings.add('error', code, message, span);
  if (problems.length > 0) return findings;
  addGrammarProblems(findings, checkGrammar(root, kitfileRule, [], firstLine(text)), text);
  const named = pathsOf(root);
  checkPaths(findings, named, workspace);
  const parts = get(get(root, 'model'), 'parts');
  for (const [index, part] of (parts?.kind === 'list' ? parts.items : []).entries()) {
    const type = get(part, 'type');
    const name = asString(type);
    if (type === undefined || name === undefined || name === '') continue;
    if (partType.test(name) && name.length <= maxPartType) continue;
    const message = `\`${name}\` is no type of a part: use letters, digits, \`_\`, \`.\` and \`-\`, at most ${maxPartType}.`;
    const dataPath = ['model', 'parts', index, 'type'];
    findings.add('error', 'kitfile-part-type', message, type, { dataPath });
  }
  return findings;
}

interface NamedPath {
  readonly value: Scalar;
  readonly dataPath: DataPath;
}

function pathsOf(root: Value): NamedPath[] {
  const found: NamedPath[] = [];
  const add = (holder: Value | undefined, dataPath: DataPath) => {
    const value = get(holder, 'path');
    if (value?.kind === 'scalar' && value.type === 'str' && value.text !== '') {
      found.push({ value, dataPath: [...dataPath, 'path'] });
    }
  };
  const model = get(root, 'model');
  add(model, ['model']);
  const parts = get(model, 'parts');
  for (const [index, part] of (parts?.kind === 'list' ? parts.items : []).entries()) {
    add(part, ['model', 'parts', index]);
  }
  for (const section of listSections) {
    const list = get(root, section);
    for (const [index, item] of (list?.kind === 'list' ? list.items : []).entries()) {
      add(item, [section, index]);
    }
  }
  return found;
}

function checkPaths(findings: Findings, paths: readonly NamedPath[], workspace: Workspace): void {
  const folder = folderOf(findings.path);
  const seen = new Map<string, NamedPath>();
  for (const one of paths) {
    const { value, dataPath } = one;
    const path = resolveFrom(folder, value.text);
    const before = seen.get(path);
    seen.set(path, before ?? one);
    if (isAbsolute(value.text) || !isInside(path, folder)) {
      const message = `\`${value.text}\` leads out of the folder of the Kitfile. Write a path inside of it.`;
      findings.add('error', 'kitfile-path', message, value, { dataPath });
    } else if (before !== undefined) {
      const message = `\`${value.text}\` is packed already. Name each path once.`;
      const { start, end } = before.value;
      const related = [{ path: findings.path, start, end, message: 'It is named here first.' }];
      findings.add('error', 'kitfile-path', message, value, { dataPath, related });
    } else if (!isReference(dataPath, value.text) && workspace.kindOf(path) === undefined) {
      const message = `\`${value.text}\` does not exist, so \`kit pack\` will fail.`;
      findings.add('warning', 'kitfile-path-missing', message, value, { dataPath });
    }
  }
}

/** A model may be another model kit: `registry/name:tag`. */
function isReference([section, key]: DataPath, text: string): boolean {
  return section === 'model' && key === 'path' && /^[\w.-]+(?::\d+)?\/.+[:@]/.test(text);
}
