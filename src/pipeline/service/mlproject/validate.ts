import type { DataPath } from '../diagnostic.ts';
import { Findings } from '../dvc/problem.ts';
import { addGrammarProblems } from '../dvc/grammarFindings.ts';
import { firstLine } from '../dvc/pipelineFile.ts';
import { checkGrammar, problemInWords, type GrammarProblem } from '../grammar/checkGrammar.ts';
import { nearest } from '../../../model/nearest.ts';
import { isFalsy } from '../params/readParams.ts';
import { folderOf, resolveFrom } from '../paths.ts';
import { pythonStr } from '../python.ts';
import { readText } from '../readText.ts';
import type { Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import {
  asString,
  entryOf,
  get,
  typeInWords,
  type Dict,
  type Entry,
  type Value,
} from '../yaml/values.ts';
import { checkDatabricksJob } from './databricks.ts';
import { fieldNames } from './formatString.ts';
import { mlprojectRule } from './grammar.ts';
import { tabBetweenValues } from './tabs.ts';

/** The keys of which a project has at most one. */
const environments = ['python_env', 'conda_env', 'docker_env'] as const;

/** Validates an MLproject file by what MLflow does when it loads and runs the project. */
export function validateMlproject(workspace: Workspace, path: string): Findings {
  const findings = new Findings(path);
  const text = readText(workspace, findings);
  if (text === undefined) return findings;
  const { root, problems } = readYaml(text, 'PyYAML');
  for (const { code, message, span, keys } of problems) {
    // MLflow does not look into a value that holds itself.
    if (keys !== undefined) continue;
    // PyYAML takes the last of two keys.
    findings.add(code === 'yaml-duplicate-key' ? 'warning' : 'error', code, message, span);
  }
  const tab = findings.refused ? undefined : tabBetweenValues(root, text);
  if (tab !== undefined) {
    const message = 'A tab stands where MLflow allows spaces only. Replace it by spaces.';
    findings.add('error', 'yaml-tab', message, tab);
  }
  if (findings.refused) return findings;
  if (root?.kind !== 'map') {
    const message = 'Keys and values are expected here: `name`, an environment and `entry_points`.';
    findings.add('error', 'mlproject-type', message, firstLine(text));
    return findings;
  }
  addShape(findings, root, text);
  checkEnvironment(findings, root, workspace);
  checkDatabricksJob(findings, root);
  const points = get(root, 'entry_points');
  for (const entry of points?.kind === 'map' ? points.entries : [])
    checkEntryPoint(findings, entry, root);
  return findings;
}

/** MLflow ignores keys that it does not know, and fails on values of the wrong type. */
function addShape(findings: Findings, root: Dict, text: string): void {
  const problems = checkGrammar(root, mlprojectRule);
  const unknown = problems.filter(({ kind }) => kind === 'unknown-key');
  const tolerated = problems.filter(isTolerated);
  const refused = problems.filter((one) => one.kind !== 'unknown-key' && !tolerated.includes(one));
  addGrammarProblems(findings, refused, text);
  for (const problem of tolerated) {
    const message = problemInWords(problem, undefined);
    findings.add('warning', 'mlproject-type', message, problem.span, { dataPath: problem.path });
  }
  for (const problem of unknown) {
    if (problem.kind !== 'unknown-key' || problem.entry.key.kind !== 'scalar') continue;
    const { text: name, start, end } = problem.entry.key;
    const suggestion = nearest(name, problem.known);
    const hint = suggestion === undefined ? '' : ` Did you mean \`${suggestion}\`?`;
    const edits = [{ path: findings.path, start, end, text: suggestion ?? '' }];
    findings.add(
      'warning',
      'mlproject-key',
      `MLflow ignores the key \`${name}\`.${hint}`,
      problem.span,
      {
        dataPath: problem.path,
        ...(suggestion !== undefined && {
          fixes: [{ title: `Change to \`${suggestion}\``, edits, preferred: true }],
        }),
      },
    );
  }
}

/** Of these MLflow looks at nothing, or only whether they are empty; names may be of any type. */
function isTolerated(problem: GrammarProblem): boolean {
  if (problem.kind === 'name') return true;
  if (problem.kind !== 'type') return false;
  const key = problem.path.at(-1);
  if (key === 'type' && problem.path[0] === 'entry_points') return true;
  if (key === 'image') return !isFalsy(problem.value);
  const isEmptied = ['python_env', 'conda_env', 'docker_env', 'volumes', 'environment'];
  return isEmptied.some((name) => name === key) && isFalsy(problem.value);
}

function checkEnvironment(findings: Findings, root: Dict, workspace: Workspace): void {
  const present = environments.flatMap((name) => entryOf(root, name) ?? []);
  for (const { key } of present.slice(1)) {
    const message = `A project has one environment: remove all but one of ${present.map((one) => `\`${pythonStr(one.key)}\``).join(', ')}.`;
    findings.add('error', 'mlproject-environments', message, key, { dataPath: [pythonStr(key)] });
  }
  for (const name of ['python_env', 'conda_env'] as const) {
    const value = get(root, name);
    const file = asString(value);
    if (value === undefined || file === undefined || file === '') continue;
    if (workspace.kindOf(resolveFrom(folderOf(findings.path), file)) !== undefined) continue;
    const message = `\`${file}\` does not exist, and MLflow does not load the project without it.`;
    findings.add('error', 'mlproject-environment-missing', message, value, { dataPath: [name] });
  }
  const docker = entryOf(root, 'docker_env');
  if (docker?.value.kind !== 'map' || docker.value.entries.length === 0) return;
  const image = get(docker.value, 'image');
  if (image === undefined || (image.kind === 'scalar' && !image.value)) {
    const message = '`docker_env` needs an `image`.';
    findings.add('error', 'mlproject-docker-image', message, docker.key, {
      dataPath: ['docker_env', 'image'],
    });
  }
}

function checkEntryPoint(findings: Findings, entry: Entry, root: Dict): void {
  if (entry.value.kind !== 'map') return;
  const name = pythonStr(entry.key);
  const dataPath = ['entry_points', name];
  const command = get(entry.value, 'command');
  if (command === undefined || (command.kind === 'scalar' && command.type === 'null')) {
    if (get(root, 'databricks_spark_job') !== undefined) return;
    const message = `The entry point \`${name}\` has no \`command\`, so MLflow fails when it is run.`;
    findings.add('error', 'mlproject-command-missing', message, entry.key, {
      dataPath: [...dataPath, 'command'],
    });
    return;
  }
  if (command.kind !== 'scalar' || command.type !== 'str') {
    const message = `\`command\` must be text, not ${typeInWords(command)}.`;
    findings.add('error', 'mlproject-type', message, command, {
      dataPath: [...dataPath, 'command'],
    });
    return;
  }
  checkCommand(findings, command, get(entry.value, 'parameters'), [...dataPath, 'command']);
}

function checkCommand(
  findings: Findings,
  command: Extract<Value, { kind: 'scalar' }>,
  parameters: Value | undefined,
  dataPath: DataPath,
): void {
  const declared = new Map<string, Value>();
  for (const { key } of parameters?.kind === 'map' ? parameters.entries : [])
    declared.set(pythonStr(key), key);
  const used = fieldNames(command.text);
  if (typeof used === 'string') {
    findings.add('error', 'mlproject-parameter', used, command, { dataPath });
    return;
  }
  for (const name of new Set(used)) {
    const isNumber = /^\d*$/.test(name);
    if (declared.has(name) && !isNumber) continue;
    const suggestion = nearest(name, declared.keys());
    const hint =
      suggestion === undefined
        ? 'Declare it under `parameters`.'
        : `Did you mean \`{${suggestion}}\`?`;
    const message = isNumber
      ? 'A `{}` without a name cannot be filled in. Name a parameter, or write `{{}}` for braces.'
      : `\`{${name}}\` is no parameter of this entry point, so MLflow fails when it is run. ${hint}`;
    findings.add('error', 'mlproject-parameter', message, command, { dataPath });
  }
  for (const [name, key] of declared) {
    if (used.includes(name)) continue;
    const message = `The command does not use \`${name}\`.`;
    const at = { dataPath: [...dataPath.slice(0, -1), 'parameters', name], unnecessary: true };
    findings.add('hint', 'mlproject-parameter-unused', message, key, at);
  }
}
