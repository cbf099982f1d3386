import { createPipelineService } from '../../../../src/pipeline/service/service.ts';
import type { Diagnostic, QuickFix } from '../../../../src/pipeline/service/diagnostic.ts';
import { MemoryWorkspace } from './memoryWorkspace.ts';

/** What the service says about one file of a project, and the text that each remark marks. */
export function diagnose(
  files: Readonly<Record<string, string>>,
  path = 'dvc.yaml',
): { diagnostics: readonly Diagnostic[]; marked: (code: string) => string[] } {
  const workspace = new MemoryWorkspace({ '.dvc/config': '', ...files });
  const diagnostics = createPipelineService(workspace).validate(workspace.at(path));
  const text = files[path] ?? '';
  const marked = (code: string) =>
    diagnostics.filter((one) => one.code === code).map(({ start, end }) => text.slice(start, end));
  return { diagnostics, marked };
}

/** The codes of what the service says about one file, errors only or all. */
export function codesOf(
  files: Readonly<Record<string, string>>,
  path = 'dvc.yaml',
  severity?: Diagnostic['severity'],
): string[] {
  return diagnose(files, path)
    .diagnostics.filter((one) => severity === undefined || one.severity === severity)
    .map(({ code }) => code);
}

/** The files after taking the preferred fix of the one diagnostic with a code. */
export function fixed(
  files: Readonly<Record<string, string>>,
  code: string,
  path = 'dvc.yaml',
): Record<string, string> {
  const found = diagnose(files, path).diagnostics.filter((one) => one.code === code);
  const fix = found[0]?.fixes?.find(({ preferred }) => preferred);
  if (fix === undefined) throw new Error(`No preferred fix for ${code}: ${JSON.stringify(found)}`);
  return applied(files, fix);
}

/** The files after a fix. */
export function applied(
  files: Readonly<Record<string, string>>,
  fix: QuickFix,
): Record<string, string> {
  const result = { ...files };
  const root = '/project/';
  if (fix.create !== undefined) result[fix.create.path.slice(root.length)] = fix.create.text;
  for (const edit of fix.edits.toSorted((a, b) => b.start - a.start)) {
    const path = edit.path.slice(root.length);
    const text = result[path] ?? '';
    result[path] = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  }
  return result;
}
