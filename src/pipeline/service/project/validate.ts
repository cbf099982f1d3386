import { projectFileIssues } from '../../../model/projectFile.ts';
import { firstLine } from '../dvc/pipelineFile.ts';
import { Findings } from '../dvc/problem.ts';
import { pythonStr } from '../python.ts';
import { readText } from '../readText.ts';
import type { Workspace } from '../workspace.ts';
import { readYaml } from '../yaml/readYaml.ts';
import { entryOf, type Span, type Value } from '../yaml/values.ts';

/** Validates a trackline.yaml by the schema of its reader. */
export function validateProjectFile(workspace: Workspace, path: string): Findings {
  const findings = new Findings(path);
  const text = readText(workspace, findings);
  if (text === undefined) return findings;
  const { root, problems } = readYaml(text);
  for (const { code, message, span } of problems) findings.add('error', code, message, span);
  if (problems.length > 0 || root === undefined) return findings;
  for (const { message, keys } of projectFileIssues(plain(root))) {
    const span = spanOf(root, keys) ?? firstLine(text);
    findings.add('error', 'project-file', message, span, { dataPath: keys });
  }
  return findings;
}

/** The data without places. Maps that repeat each other through aliases are copied once each. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case 'unknown':
      return undefined;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(
        value.entries.map((entry) => [pythonStr(entry.key), plain(entry.value)]),
      );
    case 'scalar':
      return value.value;
  }
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
