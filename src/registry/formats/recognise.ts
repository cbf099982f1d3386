import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../../model/errors.ts';
import type { ModelFacts, ModelFormat, Recognition, SafetyFinding } from '../../model/modelFile.ts';
import { ByteReader, EndOfBytes, fileSource } from '../byteReader.ts';
import { Damaged } from './damaged.ts';
import { readGguf } from './gguf.ts';
import { readLightgbm } from './lightgbm.ts';
import { readMlmodel } from './mlflowModel.ts';
import { readOnnx } from './onnx.ts';
import { readPickled } from './pickled.ts';
import { MalformedMessage } from './protobufStream.ts';
import { readSafetensors } from './safetensors.ts';
import { readXgboost } from './xgboost.ts';
import { readZipped } from './zipped.ts';

/**
 * Tells what model a file or folder holds, by its content and without Python. Nothing is loaded or
 * executed, and a file of any size is read in constant memory.
 *
 * @param target absolute path.
 * @throws when it cannot be read, as of a file that is not there.
 */
export async function recogniseModel(target: string): Promise<Recognition> {
  const found = await stat(target);
  return found.isDirectory() ? await recogniseFolder(target) : await recogniseFile(target);
}

async function recogniseFile(file: string): Promise<Recognition> {
  const name = path.basename(file);
  const head = new Uint8Array(16);
  const { size } = await stat(file);
  const handle = await open(file);
  try {
    await handle.read(head, 0, head.length, 0);
    const reader = (): ByteReader => new ByteReader(fileSource(handle, size));
    const [format, read] = readerFor(head, name, file, size, reader);
    if (read === undefined) return { kind: 'other' };
    try {
      const facts = await read();
      return facts === undefined ? { kind: 'other' } : { kind: 'model', facts };
    } catch (error) {
      if (isDamage(error)) return { kind: 'damaged', format, reason: errorText(error) };
      throw error;
    }
  } finally {
    await handle.close();
  }
}

type Read = () => Promise<ModelFacts | undefined>;

/** The one format that a file can be by its first bytes, and how it is read. */
function readerFor(
  head: Uint8Array,
  name: string,
  file: string,
  size: number,
  reader: () => ByteReader,
): readonly [ModelFormat, Read | undefined] {
  const begins = (text: string): boolean => Buffer.from(head).toString('latin1').startsWith(text);
  const ending = path.extname(name).toLowerCase();
  if (begins('PK\u0003\u0004')) {
    const format = ending === '.keras' ? 'keras' : ending === '.skops' ? 'skops' : 'torch';
    return [format, () => readZipped(file, name)];
  }
  if (begins('GGUF')) return ['gguf', () => readGguf(reader())];
  if (begins('tree\n')) return ['lightgbm', () => readLightgbm(reader())];
  if (begins('{L') || begins('{i') || begins('{U'))
    return ['xgboost-ubj', () => readXgboost(reader())];
  // Any JSON begins so: only what names a learner is a model, so damage counts by the name alone.
  if (head[0] === 0x7b) return ['xgboost-json', () => jsonModel(reader, ending)];
  if (ending === '.safetensors' || head[8] === 0x7b) {
    return ['safetensors', () => readSafetensors(reader(), size)];
  }
  if (ending === '.onnx') return ['onnx', () => readOnnx(reader())];
  return ['pickle', () => readPickled(file, name, head)];
}

/** Files of JSON are many, and most are no model: one that cannot be read is none either. */
async function jsonModel(
  reader: () => ByteReader,
  ending: string,
): Promise<ModelFacts | undefined> {
  const start = reader();
  await start.fill(64);
  const isLearner = Buffer.from(await start.take(Math.min(64, start.ready)))
    .toString('utf8')
    .replaceAll(/\s/g, '')
    .startsWith('{"learner"');
  return isLearner || ending === '.xgb' ? await readXgboost(reader()) : undefined;
}

function isDamage(error: unknown): boolean {
  return (
    error instanceof Damaged || error instanceof EndOfBytes || error instanceof MalformedMessage
  );
}

async function recogniseFolder(folder: string): Promise<Recognition> {
  let described;
  try {
    described = await readMlmodel(folder);
  } catch (error) {
    if (error instanceof Damaged)
      return { kind: 'damaged', format: 'mlflow', reason: error.message };
    throw error;
  }
  if (described === undefined) return { kind: 'other' };
  const inside = await factsInside(folder);
  const { flavors, signature, libraries, loaderModule, mlflowVersion } = described;
  const modelClass = inside.find(({ facts }) => facts.modelClass !== undefined)?.facts.modelClass;
  const known = new Set(libraries.map(({ name }) => name));
  return {
    kind: 'model',
    facts: {
      format: 'mlflow',
      ...(modelClass === undefined ? {} : { modelClass }),
      libraries: [
        ...libraries,
        ...inside.flatMap(({ facts }) => facts.libraries).filter(({ name }) => !known.has(name)),
        ...(mlflowVersion === undefined ? [] : [{ name: 'mlflow', version: mlflowVersion }]),
      ],
      ...(signature === undefined ? {} : { signature }),
      details: {
        Flavor: flavors.join(', ') || 'python_function',
        ...(loaderModule === undefined ? {} : { Loader: loaderModule }),
      },
      findings: inside.flatMap(({ facts }) => facts.findings),
    },
  };
}

const deepest = 6;

/** What the files below a folder are, with findings that name them relative to it. */
async function factsInside(
  folder: string,
): Promise<readonly { readonly file: string; readonly facts: ModelFacts }[]> {
  const found: { file: string; facts: ModelFacts }[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isFile() || entry.name === 'MLmodel') continue;
    const file = path
      .relative(folder, path.join(entry.parentPath, entry.name))
      .split(path.sep)
      .join('/');
    if (file.split('/').length > deepest) continue;
    const seen = await recogniseFile(path.join(folder, file));
    if (seen.kind === 'model') {
      found.push({
        file,
        facts: { ...seen.facts, findings: seen.facts.findings.map(named(file)) },
      });
    } else if (seen.kind === 'damaged') {
      const finding: SafetyFinding = {
        level: 'unread',
        file,
        text: `It is cut off or damaged: ${seen.reason}.`,
      };
      found.push({
        file,
        facts: { format: seen.format, libraries: [], details: {}, findings: [finding] },
      });
    }
  }
  return found;
}

/** Findings of a file name it by its base name; in a folder its path says more. */
function named(file: string): (finding: SafetyFinding) => SafetyFinding {
  const base = path.posix.basename(file);
  return (finding) =>
    finding.file.startsWith(base)
      ? { ...finding, file: file + finding.file.slice(base.length) }
      : finding;
}
