import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { errorText, UserError } from '../model/errors.ts';
import { recogniseModel } from '../registry/formats/recognise.ts';

/** The file that describes a ModelKit of KitOps. */
export const kitfileName = 'Kitfile';

/** What a Kitfile says of the model beside it. */
export interface KitfileModel {
  /** Absolute path of the model's file or folder. */
  readonly file: string;
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly licence?: string;
  /** Paths that it names beside the model; a package has none of them. */
  readonly others: readonly string[];
}

const text = v.optional(v.nullable(v.string()));
const entries = v.optional(v.nullable(v.array(v.looseObject({ path: text }))), []);
/** Source: the Kitfile reference of KitOps, manifestVersion 1.0.0. */
const kitfile = v.looseObject({
  package: v.nullish(
    v.looseObject({ name: text, version: text, description: text, license: text }),
  ),
  model: v.nullish(
    v.looseObject({
      name: text,
      path: text,
      version: text,
      description: text,
      license: text,
      parts: entries,
    }),
  ),
  code: entries,
  datasets: entries,
  docs: entries,
});

/** Whether a folder has a Kitfile, and no `MLmodel` file, which says more. */
async function isKit(folder: string): Promise<boolean> {
  const isFile = async (name: string): Promise<boolean> =>
    (await stat(path.join(folder, name)).catch(() => undefined))?.isFile() === true;
  return (await isFile(kitfileName)) && !(await isFile('MLmodel'));
}

/**
 * The model that the Kitfile of a folder names.
 *
 * @param folder absolute path; undefined comes back where it has none.
 * @throws {UserError} when the Kitfile cannot be read, or names no model that is there.
 */
export async function kitfileModel(folder: string): Promise<KitfileModel | undefined> {
  if (!(await isKit(folder))) return undefined;
  const where = path.join(folder, kitfileName);
  const { package: own, model, code, datasets, docs } = await readKitfile(where);
  const at = model?.path ?? '';
  if (at === '') {
    throw new UserError(`${where} names no model.`, 'Write its path as `model.path`.');
  }
  const file = await modelAt(folder, at, where);
  const words = {
    name: own?.name ?? model?.name,
    version: own?.version ?? model?.version,
    description: own?.description ?? model?.description,
    licence: own?.license ?? model?.license,
  };
  return {
    file,
    ...Object.fromEntries(Object.entries(words).filter(([, word]) => Boolean(word))),
    others: [model?.parts, code, datasets, docs].flatMap((list) =>
      (list ?? []).flatMap((entry) => (entry.path ? [entry.path] : [])),
    ),
  };
}

async function readKitfile(where: string): Promise<v.InferOutput<typeof kitfile>> {
  try {
    return v.parse(kitfile, parse(await readFile(where, 'utf8')));
  } catch (error) {
    throw new UserError(
      `${where} cannot be read: ${errorText(error)}.`,
      'See what is wrong with it with `trackline validate`.',
      { cause: error },
    );
  }
}

/** The file or folder that `model.path` means; in a folder the one model that it holds. */
async function modelAt(folder: string, at: string, where: string): Promise<string> {
  const file = path.resolve(folder, at);
  const inside = path.relative(folder, file);
  if (path.isAbsolute(at) || inside === '..' || inside.startsWith(`..${path.sep}`)) {
    throw new UserError(
      `${where} names the model ${at}, which lies outside of its folder.`,
      'Name a file inside of it.',
    );
  }
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) {
    throw new UserError(
      `${where} names the model ${at}, which is not there.`,
      'Name a file of its folder; the model of another ModelKit is unpacked first with `kit unpack`.',
    );
  }
  if (!found.isDirectory() || (await recogniseModel(file)).kind !== 'other') return file;
  const models = await modelsIn(file);
  const [only, ...more] = models;
  if (only !== undefined && more.length === 0) return path.join(file, only);
  throw new UserError(
    only === undefined
      ? `${where} names the folder ${at}, which holds no model that is known here.`
      : `${where} names the folder ${at}, which holds several models: ${models.join(', ')}.`,
    'Name the file of the model as `model.path`.',
  );
}

async function modelsIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name === kitfileName) continue;
    if ((await recogniseModel(path.join(folder, entry.name))).kind !== 'other') {
      found.push(entry.name);
    }
  }
  return found.toSorted();
}
