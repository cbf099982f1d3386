import { championOf, modelOf } from '../packaging/champion.ts';
import { judgeRun } from '../packaging/judgeRun.ts';
import { readProjectFile } from '../store/project/projectFile.ts';
import { parseArguments } from './arguments.ts';
import type { Output } from './output.ts';
import { findRun, openProjectStore } from './projectStore.ts';
import { UsageError } from './usage.ts';

/** `trackline gate RUN`: judges the gates of trackline.yaml. Exit code 1 when one is closed. */
export async function gate(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: { model: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) {
    throw new UsageError('Name one run: `trackline gate RUN`.');
  }
  const { store, project } = await openProjectStore(process.cwd(), output);
  try {
    const { file, problem } = readProjectFile(project.root);
    if (problem !== undefined) {
      output.remark(problem);
      return 1;
    }
    const run = findRun(store, name);
    const model = values.model ?? (await modelOf(store, run));
    const gates = await judgeRun(store, run, file, championOf(store, model));
    const open = gates.every((verdict) => verdict.open);
    if (values.json) output.line(JSON.stringify({ open, gates }, undefined, 2));
    else if (gates.length === 0) output.line('trackline.yaml has no gates.');
    for (const verdict of values.json ? [] : gates) {
      output.line(`${verdict.open ? 'open  ' : 'closed'}  ${verdict.title}: ${verdict.reason}`);
    }
    return open ? 0 : 1;
  } finally {
    store.close();
  }
}
