import { checkGrammar } from '../grammar/checkGrammar.ts';
import { folderOf, nameOf, relativeTo, resolveFrom } from '../paths.ts';
import { emptyMap, isFalsy } from '../params/readParams.ts';
import { addTooLong, isTooLong } from '../longText.ts';
import type { Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import { asString, get, type Dict, type Span, type Value } from '../yaml/values.ts';
import { emptyContext } from './context.ts';
import { addGrammarProblems } from './grammarFindings.ts';
import { pipelineRule } from './grammar/pipeline.ts';
import { loadDefaultParams, loadVars, type Loaded, type VarsProblem } from './loadVars.ts';
import { Findings } from './problem.ts';
import type { Repository } from './repository.ts';
import type { Reference } from './resolve.ts';
import { checkDatasets, resolveSections } from './sections.ts';
import type { Stage } from './stage.ts';
import { StageLoader } from './stageLoader.ts';
import { addVarsProblem } from './varsFindings.ts';

/** A dvc.yaml as DVC has it after loading. */
export interface PipelineFile {
  readonly path: string;
  readonly text: string;
  /** There is no text that could be read. */
  readonly unreadable: boolean;
  /** What can be read of it, even where there are errors. */
  readonly root: Value | undefined;
  readonly stages: readonly Stage[];
  /** The values for `${…}` outside of generated stages; nothing where they cannot be loaded. */
  readonly loaded: Loaded | undefined;
  /** The files that `vars` of stages name. */
  readonly ownVarsFiles: readonly string[];
  /** All `${…}` that have a value. */
  readonly references: readonly Reference[];
  /** What DVC refuses, in reading order of its phases. */
  readonly findings: Findings;
}

/** Loads a dvc.yaml through all the phases of DVC: YAML, schema, vars, stages, other sections. */
export function loadPipelineFile(
  workspace: Workspace,
  repository: Repository,
  path: string,
): PipelineFile {
  const findings = new Findings(path);
  const none = {
    path,
    text: '',
    unreadable: true,
    root: undefined,
    stages: [],
    loaded: undefined,
    references: [],
    ownVarsFiles: [],
  };
  const content = workspace.read(path);
  if (content === undefined || content.kind === 'unreadable') {
    const reason = content === undefined ? 'it does not exist' : content.reason;
    const message = `The file cannot be read: ${reason}.`;
    findings.add('error', 'file-unreadable', message, { start: 0, end: 0 });
    return { ...none, findings };
  }
  const { text } = content;
  if (isTooLong(workspace, text)) {
    addTooLong(findings, text);
    return { ...none, text, findings };
  }
  addIgnored(findings, repository, text);
  addGitIgnored(findings, repository, text);
  const { root: read, problems } = readYaml(text);
  for (const { code, message, span, keys = [] } of problems) {
    findings.add('error', code, message, span, { dataPath: keys });
  }
  const root = read === undefined || isFalsy(read) ? emptyMap(text) : read;
  const base = { ...none, text, unreadable: false, root, findings };
  if (problems.length > 0) return base;
  addGrammarProblems(findings, checkGrammar(root, pipelineRule, [], firstLine(text)), text);
  if (findings.refused || root.kind !== 'map') return base;
  return { ...base, ...resolveAll(workspace, repository, path, text, root, findings) };
}

/** DVC does not see files that its own patterns hide, and nothing at all where it cannot read these. */
export function addIgnored(findings: Findings, repository: Repository, text: string): void {
  const broken = repository.brokenIgnore(findings.path);
  if (broken !== undefined) {
    const message = `DVC cannot read ${broken}, so no command works here. Correct or remove that line.`;
    findings.add('error', 'dvcignore-invalid', message, firstLine(text));
  }
  const ignored = repository.dvcIgnores(findings.path);
  if (ignored === undefined || broken !== undefined) return;
  const message = `DVC ignores this file (${ignored}), so it says that it does not exist. Change the pattern.`;
  findings.add('error', 'file-dvc-ignored', message, firstLine(text));
}

/** DVC refuses files that git ignores. */
export function addGitIgnored(findings: Findings, repository: Repository, text: string): void {
  const ignored = repository.gitIgnores(findings.path);
  if (ignored === undefined) return;
  const message = `Git ignores this file (${ignored}), and DVC refuses pipeline files that git ignores. Change the pattern.`;
  findings.add('error', 'file-git-ignored', message, firstLine(text));
}

/**
 * What can be made of a dvc.yaml that DVC refuses, for what a person needs while writing it: its sound
 * parts resolved, with nothing said about the others.
 */
export function draftOf(
  workspace: Workspace,
  repository: Repository,
  pipeline: PipelineFile,
): PipelineFile {
  const { path, text, root } = pipeline;
  if (pipeline.loaded !== undefined || root?.kind !== 'map') return pipeline;
  const silent = new Findings(path);
  return { ...pipeline, ...resolveAll(workspace, repository, path, text, root, silent) };
}

function resolveAll(
  workspace: Workspace,
  repository: Repository,
  path: string,
  text: string,
  root: Dict,
  findings: Findings,
): Pick<PipelineFile, 'stages' | 'loaded' | 'references' | 'ownVarsFiles'> {
  const place = { workspace, file: path, folder: folderOf(path), reserved: [] };
  let loaded: Loaded | VarsProblem = loadDefaultParams(place, {
    context: emptyContext(path),
    files: new Map(),
  });
  const vars = get(root, 'vars');
  if (!('code' in loaded) && vars?.kind === 'list') loaded = loadVars(place, loaded, vars);
  if ('code' in loaded) {
    addVarsProblem(findings, loaded, ['vars'], firstLine(text));
    return { stages: [], loaded: undefined, references: [], ownVarsFiles: [] };
  }
  if (!checkDatasets(get(root, 'datasets'), findings)) {
    return { stages: [], loaded: undefined, references: [], ownVarsFiles: [] };
  }
  const loader = new StageLoader({ workspace, repository, file: path, text, loaded, findings });
  const stages = loader.load(get(root, 'stages'));
  const sections = resolveSections(root, text, loaded.context, repository.config.parsing, findings);
  const references = [...stages.flatMap((stage) => stage.references), ...sections];
  return {
    stages,
    loaded,
    references: [...references, ...loader.otherReferences],
    ownVarsFiles: loader.ownVarsFiles,
  };
}

/** The first line that is not empty: where to show what is about a whole file. */
export function firstLine(text: string): Span {
  const start = Math.max(0, text.search(/\S/));
  const next = text.indexOf('\n', start);
  return { start, end: next < 0 ? text.length : next };
}

/** The dvc.lock beside a dvc.yaml. */
export function lockPathOf(path: string): string {
  return resolveFrom(folderOf(path), `${nameOf(path).replace(/\.ya?ml$/, '')}.lock`);
}

/** The stages under `stages`, with where their names stand. */
export function definitionsOf(
  root: Value | undefined,
): { name: string; span: Span; value: Value }[] {
  const stages = get(root, 'stages');
  if (stages?.kind !== 'map') return [];
  return stages.entries.flatMap(({ key, value }) => {
    const name = asString(key);
    return name === undefined ? [] : [{ name, span: key, value }];
  });
}

/** A path for a message, as seen from the folder of a file. */
export function shownFrom(file: string, path: string): string {
  return relativeTo(folderOf(file), path);
}
