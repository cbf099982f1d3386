import { checkGrammar } from '../grammar/checkGrammar.ts';
import { emptyMap, isFalsy } from '../params/readParams.ts';
import { folderOf, isAddress, nameOf, resolveFrom } from '../paths.ts';
import type { Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import { asString, get, type Span, type Value } from '../yaml/values.ts';
import { dataFileRule } from './grammar/recorded.ts';
import { addGrammarProblems } from './grammarFindings.ts';
import { addGitIgnored, addIgnored, firstLine } from './pipelineFile.ts';
import { Findings } from './problem.ts';
import type { Repository } from './repository.ts';
import { missingRemote } from './stagePaths.ts';

/** A `.dvc` file: data that `dvc add` or `dvc import` tracks. */
export interface DataFile {
  readonly path: string;
  readonly text: string;
  readonly outputs: readonly DataPlace[];
  readonly inputs: readonly DataPlace[];
  readonly findings: Findings;
}

/** A path in a `.dvc` file. */
export interface DataPlace {
  readonly text: string;
  /** Absolute, or an address. */
  readonly path: string;
  readonly span: Span;
}

/** Loads a `.dvc` file. */
export function loadDataFile(workspace: Workspace, repository: Repository, path: string): DataFile {
  const findings = new Findings(path);
  const content = workspace.read(path);
  if (content?.kind !== 'text') {
    const reason = content === undefined ? 'it does not exist' : content.reason;
    const message = `The file cannot be read: ${reason}.`;
    findings.add('error', 'file-unreadable', message, { start: 0, end: 0 });
    return { path, text: '', outputs: [], inputs: [], findings };
  }
  const { text } = content;
  addIgnored(findings, repository, text);
  addGitIgnored(findings, repository, text);
  const { root: read, problems: all } = readYaml(text);
  // A value that holds itself is nothing that DVC looks into here.
  const problems = all.filter(({ keys }) => keys === undefined);
  for (const { code, message, span } of problems) findings.add('error', code, message, span);
  const root = read === undefined || isFalsy(read) ? emptyMap(text) : read;
  if (problems.length === 0) {
    addGrammarProblems(findings, checkGrammar(root, dataFileRule, [], firstLine(text)), text);
  }
  if (findings.refused) return { path, text, outputs: [], inputs: [], findings };
  const folder = resolveFrom(folderOf(path), asString(get(root, 'wdir')) ?? '.');
  const places = (key: 'outs' | 'deps') => {
    const list = get(root, key);
    return (list?.kind === 'list' ? list.items : []).flatMap((item): DataPlace[] => {
      // What comes from another repository is no file of this one.
      const value = get(item, 'repo') === undefined ? get(item, 'path') : undefined;
      const name = asString(value);
      if (value === undefined || name === undefined) return [];
      const at = isAddress(name) ? name : resolveFrom(folder, name);
      return [{ text: name, path: at, span: value }];
    });
  };
  const outputs = places('outs');
  addMissingPaths(findings, get(root, 'outs'));
  for (const key of ['outs', 'deps'] as const) addNumbersAsHashes(findings, get(root, key), key);
  for (const key of ['outs', 'deps'] as const) {
    for (const { path: address, span } of places(key)) {
      const message = missingRemote(address, repository.config.remotes);
      if (message === undefined) continue;
      findings.add('error', 'path-remote', message, span, { dataPath: [key] });
    }
  }
  for (const { text: name, span, path: output } of outputs) {
    const ignored = isAddress(output) ? undefined : repository.dvcIgnores(output);
    if (ignored !== undefined) {
      const message = `\`${name}\` is ignored by ${ignored}, so DVC cannot track it. Change the pattern or the path.`;
      findings.add('error', 'path-ignored', message, span, { dataPath: ['outs'] });
    }
    if (!name.endsWith('.dvc') && nameOf(name) !== 'dvc.yaml') continue;
    const message = `\`${name}\` is a file of DVC itself, which cannot be an output.`;
    findings.add('error', 'path-stage-file', message, span, { dataPath: ['outs'] });
  }
  return { path, text, outputs, inputs: places('deps'), findings };
}

/** The schema of DVC allows a number as a hash, on which it then crashes. */
function addNumbersAsHashes(findings: Findings, list: Value | undefined, key: string): void {
  for (const [index, item] of (list?.kind === 'list' ? list.items : []).entries()) {
    if (!hasNumberAsHash(item)) continue;
    const message = 'A hash must be text. Put it in quotes.';
    findings.add('error', 'schema-type', message, get(item, 'md5') ?? item, {
      dataPath: [key, index, 'md5'],
    });
  }
}

/** Whether the hash of an output or dependency is written as a number, as `md5: 123456` is. */
export function hasNumberAsHash(item: Value): boolean {
  const md5 = get(item, 'md5');
  const files = get(item, 'nfiles');
  const isCounted = files?.kind === 'scalar' && Boolean(files.value);
  return md5?.kind === 'scalar' && md5.type === 'int' && Boolean(md5.value) && !isCounted;
}

/** The schema of DVC allows an output without a path, on which it then crashes. */
function addMissingPaths(findings: Findings, outs: Value | undefined): void {
  for (const [index, item] of (outs?.kind === 'list' ? outs.items : []).entries()) {
    if (item.kind !== 'map' || get(item, 'path') !== undefined) continue;
    const key = 'path';
    const message = `The key \`${key}\` is missing here.`;
    findings.add('error', 'schema-missing-key', message, item, {
      dataPath: ['outs', index, key],
    });
  }
}
