import {
  createPipelineService,
  type PipelineService,
} from '../../../../src/pipeline/service/service.ts';
import type { ServiceOptions } from '../../../../src/pipeline/service/sources.ts';
import { MemoryWorkspace } from './memoryWorkspace.ts';

/** A project in one file of which `‸` marks where the cursor is. */
export function atCursor(
  files: Readonly<Record<string, string>>,
  before?: Readonly<Record<string, string>>,
  options?: ServiceOptions,
): {
  service: PipelineService;
  path: string;
  offset: number;
  text: (place: { path: string; start: number; end: number }) => string;
} {
  const clean = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replace('‸', '')]),
  );
  const workspace = new MemoryWorkspace({ '.dvc/config': '', ...clean, ...before });
  const service = createPipelineService(workspace, options);
  const [name, marked] = Object.entries(files).find(([, text]) => text.includes('‸')) ?? ['', ''];
  if (before !== undefined) {
    for (const path of Object.keys(before)) service.validate(workspace.at(path));
    for (const [path, text] of Object.entries(clean)) {
      workspace.write(path, text);
      service.changed(workspace.at(path));
    }
  }
  const text = ({ path, start, end }: { path: string; start: number; end: number }) => {
    const own = path.slice(workspace.root.length + 1);
    return `${own}: ${(clean[own] ?? '').slice(start, end)}`;
  };
  return { service, path: workspace.at(name), offset: marked.indexOf('‸'), text };
}
