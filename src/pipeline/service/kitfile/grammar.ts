import { anything, fields, listOf, text, type Rule } from '../grammar/rule.ts';

/** A Kitfile: the structures of KitOps, which refuses keys that are not in them. */
export const kitfileRule: Rule = fields({
  manifestVersion: { rule: text, required: true, doc: 'The version of the format, `1.0.0`.' },
  package: {
    rule: fields({
      name: { rule: text, doc: 'The name of the package.' },
      version: { rule: text, doc: 'Its version.' },
      description: { rule: text, doc: 'What it is.' },
      license: { rule: text, doc: 'Its licence, as an SPDX identifier.' },
      authors: { rule: listOf(text), doc: 'Who made it.' },
    }),
    doc: 'About the package.',
  },
  model: {
    rule: fields({
      name: { rule: text, doc: 'The name of the model.' },
      path: { rule: text, doc: 'Its file or folder, or another model kit.' },
      framework: { rule: text, doc: 'What it was made with.' },
      format: { rule: text, doc: 'The format of its file.' },
      version: { rule: text, doc: 'Its version.' },
      description: { rule: text, doc: 'What it is.' },
      license: { rule: text, doc: 'Its licence.' },
      parts: {
        rule: listOf(
          fields({
            name: { rule: text, doc: 'The name of the part.' },
            path: { rule: text, doc: 'Its file or folder.' },
            type: { rule: text, doc: 'What kind of part it is.' },
            license: { rule: text, doc: 'Its licence.' },
          }),
        ),
        doc: 'More files, such as adapters.',
      },
      parameters: { rule: anything, doc: 'Anything more about the model.' },
    }),
    doc: 'The model.',
  },
  code: {
    rule: listOf(
      fields({
        path: { rule: text, doc: 'A file or folder.' },
        description: { rule: text, doc: 'What it is.' },
        license: { rule: text, doc: 'Its licence.' },
      }),
    ),
    doc: 'Source code.',
  },
  datasets: {
    rule: listOf(
      fields({
        name: { rule: text, doc: 'The name of the data.' },
        path: { rule: text, doc: 'Its file or folder.' },
        description: { rule: text, doc: 'What it is.' },
        license: { rule: text, doc: 'Its licence.' },
        parameters: { rule: anything, doc: 'Anything more about the data.' },
      }),
    ),
    doc: 'Data.',
  },
  docs: {
    rule: listOf(
      fields({
        path: { rule: text, doc: 'A file or folder.' },
        description: { rule: text, doc: 'What it is.' },
      }),
    ),
    doc: 'Documentation.',
  },
});

/** The sections that name paths. */
export const listSections = ['code', 'datasets', 'docs'] as const;
