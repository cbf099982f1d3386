import { definitionsOf } from '../dvc/pipelineFile.ts';
import { asString, get } from '../yaml/values.ts';
import type { Check } from './check.ts';
import { spanOfKey } from './places.ts';

/** Looks at the names of stages, at copies, and at axes that are not what they look like. */
export const checkNames: Check = ({ pipeline, findings }) => {
  const generated = new Set(
    pipeline.stages.filter(({ name, group }) => name !== group).map(({ name }) => name),
  );
  for (const { name, span, value } of definitionsOf(pipeline.root)) {
    const at = { dataPath: ['stages', name], stage: name };
    if (generated.has(name)) {
      const message = `A \`foreach\` or \`matrix\` makes a stage \`${name}\` as well, so DVC never runs this one. Rename it.`;
      findings.add('warning', 'stage-name-clash', message, span, at);
    } else if (/[:/\\]/.test(name)) {
      const message = `\`dvc repro ${name}\` takes the name for a path. Use letters, digits, \`-\` and \`_\`.`;
      findings.add('warning', 'stage-name-characters', message, span, at);
    } else if (/[!-,.;-?@[-^`{-~]/.test(name)) {
      const message = '`dvc stage add` does not allow this name. Use letters, digits, `-` and `_`.';
      findings.add('hint', 'stage-name-characters', message, span, at);
    }
    const matrix = get(value, 'matrix');
    for (const axis of matrix?.kind === 'map' ? matrix.entries : []) {
      const text = asString(axis.value);
      if (text === undefined || text.includes('${')) continue;
      const message = `A text as axis makes a stage for each of its letters. Write \`[${text}]\`.`;
      const { start, end } = axis.value;
      const edits = [
        { path: pipeline.path, start, end, text: `[${pipeline.text.slice(start, end)}]` },
      ];
      findings.add('warning', 'matrix-letters', message, axis.value, {
        ...at,
        dataPath: ['stages', name, 'matrix'],
        fixes: [{ title: 'Make it a list', edits, preferred: true }],
      });
    }
  }
  checkCopies({ pipeline, findings });
};

function checkCopies({
  pipeline,
  findings,
}: Pick<Parameters<Check>[0], 'pipeline' | 'findings'>): void {
  const first = new Map<string, string>();
  for (const stage of pipeline.stages) {
    if (stage.name !== stage.group || stage.commands.length === 0) continue;
    const key = `${stage.folder}\n${stage.commands.join('\n')}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, stage.name);
      continue;
    }
    const message = `\`${before}\` runs the same command.`;
    const at = { dataPath: ['stages', stage.group, 'cmd'], stage: stage.name };
    findings.add('information', 'same-command', message, spanOfKey(stage.definition, 'cmd'), at);
  }
}
