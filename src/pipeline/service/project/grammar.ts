import { fields, listOf, text, type Rule } from '../grammar/rule.ts';

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
});
