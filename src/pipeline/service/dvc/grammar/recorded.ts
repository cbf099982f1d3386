import {
  anyList,
  anyMap,
  anything,
  boolean,
  either,
  fields,
  integer,
  listOf,
  nothing,
  text,
  type Field,
  type Rule,
} from '../../grammar/rule.ts';
import { annotations } from './pipeline.ts';

/*
 * What DVC 3 accepts in the files that it writes itself, dvc.lock and `.dvc` files, as a table; from
 * the same sources as dvc.yaml.
 */

const checksum: Rule = { is: 'checksum' };
const hashes: Readonly<Record<string, Field>> = {
  md5: { rule: checksum, doc: 'The MD5 hash of the content.' },
  checksum: { rule: checksum, doc: 'The checksum that HDFS gives.' },
  etag: { rule: checksum, doc: 'The ETag that the server gives.' },
  size: { rule: integer, doc: 'The size in bytes.' },
  nfiles: { rule: integer, doc: 'How many files a folder holds.' },
  isexec: { rule: boolean, doc: 'Whether the file can be executed.' },
  version_id: { rule: text, doc: 'The version in cloud storage.' },
};
const cloud: Field = { rule: { is: 'named', values: fields(hashes) }, doc: 'Versions on remotes.' };
const folderFiles: Field = {
  rule: listOf(
    fields({ ...hashes, relpath: { rule: text, required: true, doc: 'The path inside.' }, cloud }),
  ),
  doc: 'The files of a folder.',
};
const hash: Field = { rule: text, doc: 'The name of the hash.' };

const lockedData = listOf(
  fields({
    ...hashes,
    path: { rule: text, required: true, doc: 'The path, as in dvc.yaml.' },
    cloud,
    files: folderFiles,
    hash,
    dataset: { rule: anyMap, doc: 'The version of a data set.' },
  }),
);

/** dvc.lock. */
export const lockRule: Rule = fields({
  schema: {
    rule: { is: 'exactly', text: '2.0' },
    required: true,
    doc: "The version of the format, `'2.0'`.",
  },
  datasets: { rule: anything, doc: 'The versions of data sets.' },
  stages: {
    rule: {
      is: 'named',
      values: fields({
        cmd: { rule: either(text, anyList), required: true, doc: 'The command that ran.' },
        deps: { rule: lockedData, doc: 'What it read.' },
        params: {
          rule: { is: 'named', values: { is: 'named', values: anything } },
          doc: 'The parameters it had.',
        },
        outs: { rule: lockedData, doc: 'What it wrote.' },
      }),
    },
    doc: 'The state after the last run of each stage.',
  },
});

const dataFields: Readonly<Record<string, Field>> = {
  ...hashes,
  path: { rule: text, doc: 'The path, relative to this file.' },
  persist: { rule: boolean, doc: 'Whether it is left in place.' },
  cloud,
  hash,
  files: folderFiles,
  fs_config: { rule: anyMap, doc: 'Settings of the file system.' },
};

/** A `.dvc` file. */
export const dataFileRule: Rule = fields({
  md5: { rule: checksum, doc: 'The MD5 hash of this file.' },
  wdir: { rule: either(text, nothing), doc: 'The folder that paths are relative to.' },
  deps: {
    rule: either(
      listOf(
        fields({
          ...dataFields,
          repo: {
            rule: fields({
              url: { rule: text, required: true, doc: 'The repository.' },
              rev: { rule: text, doc: 'The branch, tag or commit.' },
              rev_lock: { rule: text, doc: 'The commit that was imported.' },
              config: { rule: either(text, anyMap), doc: 'DVC configuration for it.' },
              remote: { rule: either(text, anyMap), doc: 'The remote to use.' },
            }),
            doc: 'The repository that it is imported from.',
          },
          db: {
            rule: fields({
              query: { rule: text, doc: 'The SQL query.' },
              connection: { rule: text, doc: 'The database connection.' },
              file_format: { rule: text, doc: 'The format to save as.' },
              table: { rule: text, doc: 'The table.' },
            }),
            doc: 'The database that it is imported from.',
          },
        }),
      ),
      nothing,
    ),
    doc: 'Where it was imported from.',
  },
  outs: {
    rule: either(
      listOf(
        fields({
          ...dataFields,
          ...annotations,
          cache: { rule: boolean, doc: 'Whether it is in the cache.' },
          remote: { rule: text, doc: 'The remote that it is pushed to.' },
          push: { rule: boolean, doc: 'Whether it is pushed.' },
        }),
      ),
      nothing,
    ),
    doc: 'The data that this file stands for.',
  },
  locked: { rule: boolean, doc: 'The old name of `frozen`.' },
  frozen: { rule: boolean, doc: 'Whether it is not updated.' },
  meta: { rule: anything, doc: 'Anything more.' },
  always_changed: { rule: boolean, doc: 'Whether it always counts as changed.' },
  desc: { rule: text, doc: 'A description for people.' },
});
