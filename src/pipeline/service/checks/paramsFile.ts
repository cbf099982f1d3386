import type { DvcModel } from '../dvc/model.ts';
import { Findings } from '../dvc/problem.ts';
import { addTooLong, isTooLong } from '../longText.ts';
import type { Workspace } from '../workspace.ts';
import { folderOf, resolveFrom } from '../paths.ts';
import { readYaml } from '../yaml/readYaml.ts';
import { typeInWords, type Scalar, type Value } from '../yaml/values.ts';
import { checkUnusedParameters } from './unusedParameters.ts';

/**
 * Looks at a params.yaml: whether DVC can read it, and what PyYAML, by which scripts read it, takes for
 * something else than DVC does.
 */
export function validateParamsFile(workspace: Workspace, path: string, model: DvcModel): Findings {
  const findings = new Findings(path);
  const content = workspace.read(path);
  if (content?.kind !== 'text') {
    if (content === undefined) return findings;
    const message = `The file cannot be read: ${content.reason}.`;
    findings.add('error', 'file-unreadable', message, { start: 0, end: 0 });
    return findings;
  }
  if (isTooLong(workspace, content.text)) {
    addTooLong(findings, content.text);
    return findings;
  }
  const { root, problems } = readYaml(content.text);
  for (const { code, message, span } of problems) findings.add('error', code, message, span);
  if (root === undefined) return findings;
  const besidePipeline = workspace.kindOf(resolveFrom(folderOf(path), 'dvc.yaml')) === 'file';
  if (besidePipeline && problems.length === 0 && root.kind !== 'map') {
    const message = `Keys and values are expected here, not ${typeInWords(root)}.`;
    findings.add('error', 'vars-not-a-map', message, root);
  }
  visit(root, besidePipeline, findings, new Set());
  if (problems.length === 0) checkUnusedParameters(model, findings, root);
  return findings;
}

function visit(value: Value, besidePipeline: boolean, findings: Findings, seen: Set<Value>): void {
  if (seen.has(value)) return;
  seen.add(value);
  if (value.kind === 'list')
    for (const item of value.items) visit(item, besidePipeline, findings, seen);
  else if (value.kind === 'map') {
    for (const entry of value.entries) visit(entry.value, besidePipeline, findings, seen);
  } else if (value.kind === 'scalar') checkScalar(value, besidePipeline, findings);
}

function checkScalar(scalar: Scalar, besidePipeline: boolean, findings: Findings): void {
  const { text, type, style, start, end } = scalar;
  const { path } = findings;
  const quoted = {
    title: 'Put it in quotes',
    edits: [{ path, start, end, text: `'${text}'` }],
    preferred: true,
  };
  if (besidePipeline && (type === 'date' || type === 'datetime')) {
    const message = `\`${text}\` is ${typeInWords(scalar)}, on which DVC crashes, used or not. Put it in quotes.`;
    findings.add('error', 'vars-unsupported', message, scalar, { fixes: [quoted] });
    return;
  }
  if (style !== 'plain') return;
  const exponent = /^([-+]?\d+)(?:\.(\d*))?[eE]([-+]?)(\d+)$/.exec(text);
  if (exponent !== null && (exponent[2] === undefined || exponent[3] === '')) {
    const [, whole = '', fraction, sign = '', power = ''] = exponent;
    const both = `${whole}.${fraction === undefined || fraction === '' ? '0' : fraction}e${sign === '' ? '+' : sign}${power}`;
    const message = `\`${text}\` is a number for DVC, but text for PyYAML, with which most scripts read this file. Write \`${both}\`.`;
    const edits = [{ path, start, end, text: both }];
    findings.add('warning', 'number-as-text', message, scalar, {
      fixes: [{ title: `Change to \`${both}\``, edits, preferred: true }],
    });
  } else if (type === 'str' && /^(?:yes|no|on|off)$/i.test(text)) {
    const boolean = /^(?:yes|on)$/i.test(text) ? 'true' : 'false';
    const message = `\`${text}\` is text for DVC, but a boolean for PyYAML. Write \`${boolean}\`, or put it in quotes.`;
    const edits = [{ path, start, end, text: boolean }];
    const change = { title: `Change to \`${boolean}\``, edits, preferred: true };
    findings.add('warning', 'number-as-text', message, scalar, {
      fixes: [change, { ...quoted, preferred: false }],
    });
  } else if (differsAsInteger(text, type)) {
    const message = `\`${text}\` is ${typeInWords(scalar)} for DVC, and something else for PyYAML. Write a plain number, or put it in quotes.`;
    findings.add('warning', 'number-as-text', message, scalar, {
      fixes: [{ ...quoted, preferred: false }],
    });
  }
}

/** Octal numbers and times, which YAML 1.1 and 1.2 write differently. */
function differsAsInteger(text: string, type: Scalar['type']): boolean {
  if (type === 'int') return /^[-+]?0o/.test(text) || /^[-+]?0[0-7]+$/.test(text);
  return type === 'str' && /^[-+]?[1-9]\d*(?::[0-5]?\d)+(?:\.\d*)?$/.test(text);
}
