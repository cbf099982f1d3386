import type { Findings } from './dvc/problem.ts';
import { addTooLong, isTooLong } from './longText.ts';
import type { Workspace } from './workspace.ts';

/** The text of the file that findings are about; one that cannot be read, or is too long, is a finding. */
export function readText(workspace: Workspace, findings: Findings): string | undefined {
  const content = workspace.read(findings.path);
  if (content?.kind === 'text') {
    if (!isTooLong(workspace, content.text)) return content.text;
    addTooLong(findings, content.text);
    return undefined;
  }
  const reason = content === undefined ? 'it does not exist' : content.reason;
  findings.add('error', 'file-unreadable', `The file cannot be read: ${reason}.`, {
    start: 0,
    end: 0,
  });
  return undefined;
}
