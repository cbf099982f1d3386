import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { diskWorkspace, toServicePath } from '../pipeline/files/diskWorkspace.ts';
import type { Diagnostic, Severity } from '../pipeline/service/diagnostic.ts';
import { fileKind } from '../pipeline/service/fileKind.ts';
import { LineIndex, type Position } from '../pipeline/service/lines.ts';
import { createPipelineService, type PipelineService } from '../pipeline/service/service.ts';
import type { Workspace } from '../pipeline/service/workspace.ts';
import { parseArguments } from './arguments.ts';
import type { Output } from './output.ts';
import { fromHere, repositoryOf } from './pipelineRepository.ts';
import { UsageError } from './usage.ts';

/** A file as `trackline validate --json` gives it. */
interface ValidatedFile {
  /** From the current folder. */
  readonly path: string;
  /** There is no error in it. */
  readonly valid: boolean;
  /** The stages that DVC would load, generated ones as `train@large`. */
  readonly stages: readonly string[];
  readonly diagnostics: readonly ReportedDiagnostic[];
}

interface ReportedDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Keys and indices that lead to it: `["stages", "train", "deps", 0]`. */
  readonly keys: readonly (string | number)[];
  readonly stage: string | null;
  /** From 0; characters in UTF-16 units. */
  readonly range: { readonly start: Position; readonly end: Position };
  readonly related: readonly {
    readonly path: string;
    readonly range: { readonly start: Position; readonly end: Position };
    readonly message: string;
  }[];
}

/** `trackline validate`: says what is wrong with pipeline files. Exit code 1 when one has an error. */
export async function validate(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const files = positionals.length > 0 ? named(positionals) : everyFile();
  const validated = files.map(({ path, service, workspace }) =>
    validateFile(path, service, workspace),
  );
  if (values.json) output.line(JSON.stringify({ files: validated }, undefined, 2));
  else print(validated, output);
  return await Promise.resolve(validated.every(({ valid }) => valid) ? 0 : 1);
}

interface FileToValidate {
  readonly path: string;
  readonly service: PipelineService;
  readonly workspace: Workspace;
}

/** The files that were named, each with the service of its repository. */
function named(paths: readonly string[]): FileToValidate[] {
  const services = new Map<string, Omit<FileToValidate, 'path'>>();
  return paths.map((path) => {
    const absolute = resolve(path);
    if (fileKind(path.split(/[/\\]/).at(-1) ?? '') === undefined) {
      throw new UsageError(
        `${path} is no pipeline file: those are dvc.yaml, dvc.lock, *.dvc, params.yaml, MLproject, Kitfile and trackline.yaml.`,
      );
    }
    if (!existsSync(absolute)) throw new UsageError(`${path} does not exist.`);
    const root = repositoryOf(dirname(absolute));
    const one = services.get(root) ?? serviceOf(root);
    services.set(root, one);
    return { ...one, path: toServicePath(absolute) };
  });
}

/** All pipeline files of the repository that the current folder is in. */
function everyFile(): FileToValidate[] {
  const one = serviceOf(repositoryOf(process.cwd()));
  return one.service.files(one.workspace.root).map((path) => ({ ...one, path }));
}

function serviceOf(root: string): Omit<FileToValidate, 'path'> {
  const workspace = diskWorkspace(root);
  return { workspace, service: createPipelineService(workspace) };
}

function validateFile(path: string, service: PipelineService, workspace: Workspace): ValidatedFile {
  const { diagnostics, stages } = service.verdict(path);
  const lines = new Map<string, LineIndex>();
  const rangeIn = (file: string, { start, end }: { start: number; end: number }) => {
    const index = lines.get(file) ?? linesOf(file, workspace);
    lines.set(file, index);
    return { start: index.position(start), end: index.position(end) };
  };
  const report = (diagnostic: Diagnostic): ReportedDiagnostic => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    keys: diagnostic.dataPath,
    stage: diagnostic.stage ?? null,
    range: rangeIn(path, diagnostic),
    related: (diagnostic.related ?? []).map((place) => ({
      path: fromHere(place.path),
      range: rangeIn(place.path, place),
      message: place.message,
    })),
  });
  return {
    path: fromHere(path),
    valid: diagnostics.every(({ severity }) => severity !== 'error'),
    stages,
    diagnostics: diagnostics.map(report),
  };
}

function linesOf(file: string, workspace: Workspace): LineIndex {
  const content = workspace.read(file);
  return new LineIndex(content?.kind === 'text' ? content.text : '');
}

function print(files: readonly ValidatedFile[], output: Output): void {
  for (const { path, diagnostics } of files) {
    for (const { severity, message, code, range } of diagnostics) {
      const { line, character } = range.start;
      output.line(`${path}:${line + 1}:${character + 1}: ${severity}: ${message} [${code}]`);
    }
  }
  const all = files.flatMap(({ diagnostics }) => diagnostics);
  const count = (severity: Severity, one: string) => {
    const many = all.filter((diagnostic) => diagnostic.severity === severity).length;
    return `${many} ${one}${many === 1 ? '' : 's'}`;
  };
  const looked = `${files.length} file${files.length === 1 ? '' : 's'}`;
  output.remark(`${looked}, ${count('error', 'error')}, ${count('warning', 'warning')}.`);
}
