import { open } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import type { ModelSignature } from '../model/modelFile.ts';
import type { InputExample, PackagePlan } from '../model/modelPackage.ts';
import { fileSha256 } from '../registry/sums.ts';

/** As much of a table is looked at; a longer first row is no example for anybody. */
const headBytes = 256 * 1024;

/**
 * The first row of the data that a model's run read, in the columns that the model takes. Rows of
 * data may be confidential, so this is done where a person asks for it alone; what a script logged
 * as an example is kept without asking.
 *
 * @param root the project's folder.
 * @throws {UserError} that says why there is none.
 */
export async function inputExampleOf(
  { signature, lineage, facts }: PackagePlan,
  root: string,
): Promise<InputExample> {
  const columns = columnsOf(signature);
  if (facts.format === 'mlflow') {
    throw none(
      'an MLflow Model has the one that was logged with it, or none',
      'Log the model with input_example.',
    );
  }
  if (columns === undefined) {
    throw none(
      'the model does not name the columns that it takes',
      'Log the model with input_example.',
    );
  }
  for (const { path: file, digest } of lineage?.inputs ?? []) {
    if (!/\.csv$/i.test(file)) continue;
    const absolute = path.resolve(root, file);
    const row = await firstRow(absolute, columns);
    if (row === undefined) continue;
    if (digest !== undefined && digest !== `sha256:${await fileSha256(absolute)}`) {
      throw none(
        `${file} has changed since the run read it`,
        'Restore it, or run the script again.',
      );
    }
    return { columns: columns.map(({ name }) => name), data: [row], from: file };
  }
  throw none(
    'its run read no CSV file with the columns that it takes',
    'Log the model with input_example.',
  );
}

function none(why: string, next: string): UserError {
  return new UserError(`There is no input example for the model: ${why}.`, next);
}

interface Column {
  readonly name: string;
  readonly isText: boolean;
}

function columnsOf(signature: ModelSignature | undefined): readonly Column[] | undefined {
  const inputs = signature?.inputs ?? [];
  const columns = inputs.flatMap(({ name, dtype, shape }) =>
    name === undefined || shape.length > 0 ? [] : [{ name, isText: dtype === 'str' }],
  );
  return columns.length === 0 || columns.length < inputs.length ? undefined : columns;
}

/** Undefined when the file is not there, or lacks a column or a value of one. */
async function firstRow(
  file: string,
  columns: readonly Column[],
): Promise<(number | string)[] | undefined> {
  const [header, row] = records(await headOf(file));
  if (header === undefined || row?.length !== header.length) return undefined;
  const values = columns.map(({ name, isText }) => {
    const text = row[header.indexOf(name)];
    if (text === undefined || text.trim() === '') return undefined;
    return isText ? text : Number(text);
  });
  return values.every((value) => value !== undefined && !Number.isNaN(value))
    ? values.filter((value) => value !== undefined)
    : undefined;
}

async function headOf(file: string): Promise<string> {
  let handle;
  try {
    handle = await open(file);
  } catch (error) {
    // Data that moved away is no example any more.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  } finally {
    await handle.close();
  }
}

/** The first two records of a table. Source: RFC 4180. */
function records(text: string): string[][] {
  const found: string[][] = [];
  let record: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (let match = field.exec(text); match !== null; match = field.exec(text)) {
    const [all, quoted, plain = '', end] = match;
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    found.push(record);
    record = [];
    if (found.length === 2 || all === '') break;
  }
  return found;
}
