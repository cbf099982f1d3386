import { projectFileIssues } from '../../../model/projectFile.ts';
import { firstLine } from '../dvc/pipelineFile.ts';
import { Findings } from '../dvc/problem.ts';
import { readText } from '../readText.ts';
import type { Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import { entryOf, type Span, type Value } from '../yaml/values.ts';

/**
 * Validates a trackline.yaml. What is wrong is what its reader refuses, nothing else; where that is no
 * YAML, our own reading of the text says it in better words.
 */
export function validateProjectFile(workspace: Workspace, path: string): Findings {
  const findings = new Findings(path);
  const text = readText(workspace, findings);
  if (text === undefined) return findings;
  const issues = projectFileIssues(text);
  if (issues.length === 0) return findings;
  const { root, problems } = readYaml(text);
  if (issues.some(({ span }) => span !== undefined)) {
    for (const { code, message, span } of problems) findings.add('error', code, message, span);
    if (findings.refused) return findings;
  }
  for (const { message, keys, span } of issues) {
    const place = span ?? (root && spanOf(root, keys)) ?? firstLine(text);
    findings.add('error', 'project-file', message, inside(place, text), { dataPath: keys });
  }
  return findings;
}

/** What is missing at the end is shown at the last character. */
function inside({ start, end }: Span, { length }: string): Span {
  return { start: Math.max(0, Math.min(start, length - 1)), end: Math.min(end, length) };
}

/** Where the value of some keys stands; the key where the value is empty, the nearest that is there. */
function spanOf(root: Value, keys: readonly (string | number)[]): Span | undefined {
  let value = root;
  let found: Span | undefined;
  for (const key of keys) {
    const entry = typeof key === 'string' ? entryOf(value, key) : undefined;
    const next = value.kind === 'list' && typeof key === 'number' ? value.items[key] : entry?.value;
    if (next === undefined) break;
    found = next.end > next.start && next.kind === 'scalar' ? next : (entry?.key ?? next);
    value = next;
  }
  return found;
}
