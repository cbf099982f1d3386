import { anything, either, fields, listOf, text, type Rule } from '../grammar/rule.ts';

/** What is offered and explained in a trackline.yaml; it is validated by its reader's own schema. */
export const projectRule: Rule = fields({
  objective: {
    rule: fields({
      metric: { rule: text, required: true, doc: 'The metric that decides which run is best.' },
      direction: { rule: text, required: true, doc: '`maximize` or `minimize`.' },
    }),
    doc: "The project's one primary metric, and which way it gets better.",
  },
  inputs: {
    rule: listOf(text),
    doc: 'Files and folders that runs read without anybody seeing it, such as those of a C library.',
  },
  gates: {
    rule: listOf(
      fields({
        metric: { rule: text, doc: 'The metric that is looked at.' },
        min: { rule: anything, doc: 'At least this.' },
        max: { rule: anything, doc: 'At most this.' },
        betterBy: {
          rule: anything,
          doc: 'At least so much better than the champion; negative allows to be worse.',
        },
        direction: { rule: text, doc: '`maximize` or `minimize`; as the objective by default.' },
        exists: { rule: text, doc: 'A file that the run must have written or logged.' },
        maxSize: { rule: anything, doc: "Of the model's file: `100 MB`, `2 GiB`, or bytes." },
        maxDataAge: {
          rule: text,
          doc: 'How old the data may be that the run read: `30 days`, `12 h`.',
        },
        passed: {
          rule: text,
          doc: 'The beginning of a command that must have gone well on the same code: `pytest`.',
        },
      }),
    ),
    doc: 'What a model must meet before it may be promoted.',
  },
  registries: {
    rule: {
      is: 'named',
      values: either(
        text,
        fields({
          url: {
            rule: text,
            required: true,
            doc: '`oci://HOST/PREFIX`, or the https address of an MLflow server; without credentials.',
          },
          ca: {
            rule: text,
            doc: "File with the certificate of an authority of one's own, relative to this file.",
          },
        }),
      ),
    },
    doc: 'Where packages are pushed to, by the names that people call them.',
  },
});
