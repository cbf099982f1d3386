import type { Findings } from './dvc/problem.ts';
import type { Workspace } from './workspace.ts';

/** Whether a text is longer than what is looked into. */
export function isTooLong({ longest = Infinity }: Workspace, text: string): boolean {
  return text.length > longest;
}

/** Says that a file is not looked into. */
export function addTooLong(findings: Findings, text: string): void {
  const megabytes = (text.length / 1e6).toFixed(1);
  const message = `This file holds ${megabytes} MB, which is not checked while you type. Check it with \`trackline validate\`.`;
  const end = Math.min(text.length, Math.max(1, text.indexOf('\n')));
  findings.add('information', 'file-long', message, { start: 0, end });
}
