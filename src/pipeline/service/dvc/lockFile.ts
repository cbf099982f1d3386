import { checkGrammar } from '../grammar/checkGrammar.ts';
import { emptyMap, isFalsy } from '../params/readParams.ts';
import { leadsNowhere, type Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import type { Value } from '../yaml/values.ts';
import { firstLine, lockPathOf } from './pipelineFile.ts';
import { lockRule } from './grammar/recorded.ts';
import { addGrammarProblems } from './grammarFindings.ts';
import { Findings } from './problem.ts';
import type { Repository } from './repository.ts';

/** A dvc.lock, and what DVC refuses in it. */
export interface LockFile {
  readonly path: string;
  readonly text: string;
  /** Nothing where there is no file. */
  readonly root: Value | undefined;
  readonly findings: Findings;
}

/** Loads the dvc.lock beside a dvc.yaml. */
export function loadLockFile(
  workspace: Workspace,
  repository: Repository,
  pipelinePath: string,
): LockFile {
  const path = lockPathOf(pipelinePath);
  const findings = new Findings(path);
  const ignored = repository.gitIgnores(path);
  if (ignored !== undefined) {
    const message = `Git ignores dvc.lock (${ignored}), which DVC refuses. Add \`!dvc.lock\` behind the pattern.`;
    findings.add('error', 'file-git-ignored', message, { start: 0, end: 0 });
  }
  const isNoFile = workspace.kindOf(path) === 'folder' || leadsNowhere(workspace, path);
  if (isNoFile && repository.dvcIgnores(path) === undefined) {
    const message =
      'dvc.lock is a folder, or a link that leads to no file. Remove it, and `dvc repro` writes it anew.';
    findings.add('error', 'lock-invalid', message, { start: 0, end: 0 });
  }
  const content = workspace.kindOf(path) === 'file' ? workspace.read(path) : undefined;
  if (content === undefined || repository.dvcIgnores(path) !== undefined) {
    return { path, text: '', root: undefined, findings };
  }
  if (content.kind === 'unreadable') {
    const message = `The file cannot be read: ${content.reason}.`;
    findings.add('error', 'file-unreadable', message, { start: 0, end: 0 });
    return { path, text: '', root: undefined, findings };
  }
  const { text } = content;
  const { root: read, problems: all } = readYaml(text);
  // A value that holds itself is nothing that DVC looks into here.
  const problems = all.filter(({ keys }) => keys === undefined);
  for (const { code, message, span } of problems) findings.add('error', code, message, span);
  const root = read === undefined || isFalsy(read) ? emptyMap(text) : read;
  if (problems.length === 0) {
    addGrammarProblems(findings, checkGrammar(root, lockRule, [], firstLine(text)), text);
  }
  return { path, text, root, findings };
}
