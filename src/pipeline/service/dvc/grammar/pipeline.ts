import {
  anyList,
  anyMap,
  anything,
  boolean,
  either,
  fields,
  listOf,
  nothing,
  text,
  type Field,
  type Rule,
} from '../../grammar/rule.ts';
import { entryOf } from '../../yaml/values.ts';

/*
 * What DVC 3 accepts in dvc.yaml: dvc/schema.py, annotations.py and output.py of DVC 3.67, as a
 * table.
 */

/** What people may note of any output. */
export const annotations: Readonly<Record<string, Field>> = {
  desc: { rule: text, doc: 'A description for people. It does not affect DVC.' },
  type: { rule: text, doc: 'What kind of thing this is, such as `model` or `dataset`.' },
  labels: { rule: listOf(text), doc: 'Labels to find it by.' },
  meta: { rule: anything, doc: 'Anything more. DVC does not look at it.' },
};

const outFlags: Readonly<Record<string, Field>> = {
  cache: {
    rule: boolean,
    doc: 'Whether DVC keeps the output in its cache (default: true). Small metrics and plots that belong into git have `false`.',
  },
  persist: {
    rule: boolean,
    doc: 'Whether the output is left in place while its stage runs, instead of being removed before (default: false).',
  },
  push: {
    rule: boolean,
    doc: 'Whether `dvc push` sends the output to the remote (default: true).',
  },
  remote: { rule: text, doc: 'The remote that `dvc push` and `dvc pull` use for this output.' },
  checkpoint: { rule: boolean, doc: 'Accepted for old files; it has no effect any more.' },
  ...annotations,
};

const plotProperties: Readonly<Record<string, Field>> = {
  template: {
    rule: text,
    doc: 'The plot template: `linear`, `scatter`, `confusion`, `smooth` or a file.',
  },
  x: { rule: text, doc: 'The field for the x axis; the step by default.' },
  y: { rule: text, doc: 'The field for the y axis; the last one by default.' },
  x_label: { rule: text, doc: 'What is written at the x axis.' },
  y_label: { rule: text, doc: 'What is written at the y axis.' },
  title: { rule: text, doc: 'The title of the plot.' },
  header: {
    rule: boolean,
    doc: 'Whether a CSV or TSV file begins with the names of its columns (default: true).',
  },
};

const flaggedOut: Rule = { is: 'named', values: fields(outFlags) };
const flaggedPlot: Rule = {
  is: 'named',
  values: either(
    fields({ ...outFlags, ...plotProperties }),
    listOf(fields({ ...outFlags, ...plotProperties })),
  ),
};

const vars: Field = {
  rule: listOf(either(text, anyMap)),
  doc: 'Values for `${…}`: maps, or files as `file` or `file:key,key`. `params.yaml` beside dvc.yaml is always read.',
};

const stageFields: Readonly<Record<string, Field>> = {
  cmd: {
    rule: either(text, anyList),
    required: true,
    doc: 'The command that runs the stage, or a list of commands. Each line is a shell command of its own.',
  },
  wdir: {
    rule: text,
    doc: 'The folder that the command runs in and that the paths of the stage are relative to; the folder of dvc.yaml by default.',
  },
  deps: {
    rule: listOf(text),
    doc: 'Files and folders that the stage reads. It runs again when one of them changes.',
  },
  params: {
    rule: listOf(either(text, anyMap)),
    doc: 'Parameters that the stage depends on: keys of `params.yaml` in its folder, or `file: [key, …]`.',
  },
  outs: {
    rule: listOf(either(text, flaggedOut)),
    doc: 'Files and folders that the stage writes, which DVC keeps.',
  },
  metrics: {
    rule: listOf(either(text, flaggedOut)),
    doc: 'Outputs that hold metrics: JSON, YAML or TOML files with numbers.',
  },
  plots: {
    rule: listOf(either(text, flaggedPlot)),
    doc: 'Outputs to be plotted: JSON, YAML, CSV or TSV files, or images.',
  },
  vars,
  frozen: { rule: boolean, doc: 'Whether `dvc repro` never runs the stage, whatever changes.' },
  always_changed: { rule: boolean, doc: 'Whether `dvc repro` always runs the stage.' },
  desc: { rule: text, doc: 'A description for people. It does not affect DVC.' },
  meta: { rule: anything, doc: 'Anything more. DVC does not look at it.' },
  matrix: {
    rule: { is: 'named', values: either(text, anyList) },
    doc: 'One stage for each combination of the values of these axes: `${item.axis}` is the value, `${key}` the combination.',
  },
};

/** A stage, as it stands under its name or under `do`. */
const stageRule: Rule = fields(stageFields);

/** A stage for each item of a list or map. */
const foreachRule: Rule = fields({
  foreach: {
    rule: either(anyMap, anyList, text),
    required: true,
    doc: 'A list or map, or a `${…}` that is one: there is one stage for each of its items.',
  },
  do: {
    rule: stageRule,
    required: true,
    doc: 'The stage, in which `${item}` is the value and, for a map, `${key}` its key.',
  },
});

const stageEntry: Rule = {
  is: 'chosen',
  by: (map) =>
    entryOf(map, 'foreach') !== undefined || entryOf(map, 'do') !== undefined
      ? foreachRule
      : stageRule,
  all: [stageRule, foreachRule],
};

const plotDefinition = fields({
  x: {
    rule: either(text, { is: 'named', values: text }),
    doc: 'The field for the x axis, or `file: field`.',
  },
  y: {
    rule: either(text, listOf(text), { is: 'named', values: either(text, listOf(text)) }),
    doc: 'The fields for the y axis, or `file: field`.',
  },
  x_label: { rule: text, doc: 'What is written at the x axis.' },
  y_label: { rule: text, doc: 'What is written at the y axis.' },
  title: { rule: text, doc: 'The title of the plot.' },
  template: {
    rule: text,
    doc: 'The plot template: `linear`, `scatter`, `confusion`, `smooth` or a file.',
  },
});

/** dvc.yaml. */
export const pipelineRule: Rule = fields({
  stages: {
    rule: { is: 'named', values: stageEntry },
    doc: 'The stages of the pipeline, by name.',
  },
  vars,
  params: {
    rule: listOf(text),
    doc: 'Parameter files to show with experiments, besides those of the stages.',
  },
  metrics: { rule: listOf(text), doc: 'Metrics files to show, besides those of the stages.' },
  plots: {
    rule: listOf(
      either(text, { is: 'named', values: either(plotDefinition, nothing), nonEmpty: true }),
    ),
    doc: 'Plots over one or more data files, by name.',
  },
  artifacts: {
    rule: {
      is: 'named',
      values: fields({
        path: { rule: text, required: true, doc: 'The file or folder, relative to dvc.yaml.' },
        ...annotations,
      }),
    },
    doc: 'Models and other results that can be registered, by name.',
  },
  datasets: { rule: anything, doc: 'Versioned data sets, which stages depend on as `ds://name`.' },
});
