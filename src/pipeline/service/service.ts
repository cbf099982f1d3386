import { validateParamsFile } from './checks/paramsFile.ts';
import type { Diagnostic, QuickFix, TextEdit } from './diagnostic.ts';
import { DvcModel } from './dvc/model.ts';
import { isPipelineFile, repositoryRoot } from './dvc/repository.ts';
import type { Findings } from './dvc/problem.ts';
import { validateDvcFile, type FileVerdict } from './dvc/validate.ts';
import { completionsAt, type Completion } from './features/completion.ts';
import { Documents, type Document } from './features/documents.ts';
import { foldsOf, type Fold } from './features/folds.ts';
import { formatted } from './features/format/format.ts';
import { hintsOf, type InlayHint } from './features/hints.ts';
import { hoverAt, type Hover } from './features/hover.ts';
import { linksOf, type FileLink } from './features/links.ts';
import { definitionAt, referencesAt, type Place } from './features/navigation.ts';
import type { Refusal, RenameEdits, RenamePlace } from './features/rename/outcome.ts';
import { renameAt, renamePlaceAt } from './features/rename/rename.ts';
import { symbolsOf, type FileSymbol } from './features/symbols.ts';
import { tokensOf, type SemanticToken } from './features/tokens.ts';
import { isTooLong } from './longText.ts';
import { validateKitfile } from './kitfile/validate.ts';
import { validateMlproject } from './mlproject/validate.ts';
import { nameOf } from './paths.ts';
import { validateProjectFile } from './project/validate.ts';
import { fileKind, type FileKind } from './fileKind.ts';
import type { ServiceOptions, SeveritySettings } from './sources.ts';
import type { Workspace } from './workspace.ts';
import type { Span } from './yaml/values.ts';

/** The language service for pipeline files. It never throws on a file's content. */
export interface PipelineService {
  /** What is to be said about a file, in its order; of other files nothing. */
  readonly validate: (path: string) => readonly Diagnostic[];
  /** The same with the stages that DVC would load. */
  readonly verdict: (path: string) => FileVerdict;
  /** What can be done about the diagnostics of a kind at a place. */
  readonly fixes: (path: string, at: DiagnosticPlace) => readonly QuickFix[];
  /** The outline of a dvc.yaml. */
  readonly symbols: (path: string) => readonly FileSymbol[];
  /** What is told about a place. */
  readonly hover: (path: string, offset: number) => Hover | undefined;
  /** Where what stands at a place of a dvc.yaml is from. */
  readonly definition: (path: string, offset: number) => readonly Place[];
  /** What uses the parameter or output at a place. */
  readonly references: (path: string, offset: number) => readonly Place[];
  /** What can be written at a place. */
  readonly completions: (path: string, offset: number) => readonly Completion[];
  /** What can be renamed at a place, or why nothing can. */
  readonly prepareRename: (path: string, offset: number) => RenamePlace | Refusal;
  /** Gives what is at a place another name, in all files. */
  readonly rename: (path: string, offset: number, name: string) => RenameEdits | Refusal;
  /** What can be folded. */
  readonly folds: (path: string) => readonly Fold[];
  /** The paths that lead to a file. */
  readonly links: (path: string) => readonly FileLink[];
  /** What the parts of a file are, for colours. */
  readonly tokens: (path: string) => readonly SemanticToken[];
  /** What an editor shows between the characters of a dvc.yaml. */
  readonly hints: (path: string) => readonly InlayHint[];
  /** What puts a file in order, without changing its data or losing a comment. */
  readonly format: (path: string, indent?: number) => readonly TextEdit[];
  /** The files of a repository that `validate` has something to say about. */
  readonly files: (root: string) => readonly string[];
  /** The repository that a file belongs to. */
  readonly model: (path: string) => DvcModel;
  /** To be told of each file whose content was changed, made or removed. */
  readonly changed: (path: string) => void;
  /** To be told when a folder came or went with all that is in it. */
  readonly rescan: () => void;
}

/** What tells a diagnostic from the others of its file. */
export interface DiagnosticPlace extends Span {
  readonly code: string;
}

/** Makes the language service over the files of a workspace. */
export function createPipelineService(
  workspace: Workspace,
  options: ServiceOptions = {},
): PipelineService {
  const { metricNames = () => [] } = options;
  const models = new Map<string, DvcModel>();
  const model = (path: string) => {
    const root = repositoryRoot(workspace, path);
    const known = models.get(root);
    if (known !== undefined) return known;
    const made = new DvcModel(workspace, root);
    models.set(root, made);
    return made;
  };
  const documents = new Documents(workspace, (path) => model(path).pipeline(path));
  const verdict = (path: string): FileVerdict => {
    const kind = fileKind(nameOf(path));
    return kind === undefined
      ? { diagnostics: [], stages: [] }
      : withSeverities(verdictOf(kind, path, model, workspace), options.severities?.() ?? {});
  };
  const textOf = (path: string) => {
    const content = workspace.read(path);
    return content?.kind === 'text' ? content.text : '';
  };
  const ofDocument = <T>(path: string, make: (document: Document) => readonly T[]) => {
    const document = documents.at(path);
    return document === undefined ? [] : make(document);
  };
  return {
    verdict,
    validate: (path) => verdict(path).diagnostics,
    fixes: (path, at) => fixesFor(verdict(path).diagnostics, at),
    prepareRename: (path, offset) => renamePlaceAt(model(path), path, textOf(path), offset),
    rename: (path, offset, name) => renameAt(model(path), path, textOf(path), offset, name),
    folds: (path) => ofDocument(path, foldsOf),
    links: (path) => ofDocument(path, (document) => linksOf(model(path), document)),
    tokens: (path) => ofDocument(path, tokensOf),
    format: (path, indent = 2) => ofDocument(path, (document) => formatted(document, indent)),
    hints: (path) =>
      isPipelineFile(path) ? ofDocument(path, (one) => hintsOf(model(path), one)) : [],
    files: (root) => model(`${root}/dvc.yaml`).files,
    model,
    symbols: (path) => (isPipelineFile(path) ? symbolsOf(model(path).draft(path)) : []),
    hover: (path, offset) => {
      const document = documents.at(path);
      return document === undefined ? undefined : hoverAt(model(path), document, offset, options);
    },
    definition: (path, offset) =>
      isPipelineFile(path) ? definitionAt(model(path), path, offset) : [],
    references: (path, offset) => referencesAt(model(path), path, offset),
    completions: (path, offset) => {
      const content = workspace.read(path);
      return content?.kind === 'text' && !isTooLong(workspace, content.text)
        ? completionsAt(model(path), path, content.text, offset, metricNames)
        : [];
    },
    changed: (path) => {
      documents.changed(path);
      for (const [root, one] of models) {
        if (nameOf(path).startsWith('.')) models.delete(root);
        else one.changed(path);
      }
    },
    rescan: () => {
      documents.clear();
      for (const one of models.values()) one.rescan();
    },
  };
}

function verdictOf(
  kind: FileKind,
  path: string,
  model: (path: string) => DvcModel,
  workspace: Workspace,
): FileVerdict {
  switch (kind) {
    case 'pipeline':
    case 'lock':
    case 'data':
      return validateDvcFile(kind, path, model(path));
    case 'params':
      return withoutStages(validateParamsFile(workspace, path, model(path)));
    case 'mlproject':
      return withoutStages(validateMlproject(workspace, path));
    case 'kitfile':
      return withoutStages(validateKitfile(workspace, path));
    case 'project':
      return withoutStages(validateProjectFile(workspace, path));
  }
}

function fixesFor(
  diagnostics: readonly Diagnostic[],
  { code, start, end }: DiagnosticPlace,
): readonly QuickFix[] {
  return diagnostics
    .filter((one) => one.code === code && one.start === start && one.end === end)
    .flatMap(({ fixes = [] }) => fixes);
}

function withoutStages({ all }: Findings): FileVerdict {
  return { diagnostics: all.toSorted((a, b) => a.start - b.start || a.end - b.end), stages: [] };
}

/** Diagnostics with the severities that were chosen; what DVC refuses stays an error. */
function withSeverities(
  { diagnostics, stages }: FileVerdict,
  severities: SeveritySettings,
): FileVerdict {
  const chosen = diagnostics.flatMap((diagnostic): Diagnostic[] => {
    const severity = severities[diagnostic.code];
    if (severity === undefined || diagnostic.severity === 'error') return [diagnostic];
    return severity === 'off' ? [] : [{ ...diagnostic, severity }];
  });
  return { diagnostics: chosen, stages };
}
