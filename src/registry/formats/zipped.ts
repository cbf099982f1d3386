import * as v from 'valibot';
import type { LibraryNeed, ModelFacts, SafetyFinding } from '../../model/modelFile.ts';
import { ByteReader, streamSource } from '../byteReader.ts';
import { pickleFindings, pickleLibraries } from '../pickle/findings.ts';
import { judgeName } from '../pickle/names.ts';
import { scanPickle } from '../pickle/scanPickle.ts';
import { className } from '../pickle/values.ts';
import type { PickleValue } from '../pickle/values.ts';
import { Damaged } from './damaged.ts';
import { withZip } from './zipFile.ts';
import type { OpenZip } from './zipFile.ts';

/**
 * Reads an archive that is a model: of torch, TorchScript, Keras 3 or skops.
 *
 * @returns undefined when it is another archive.
 * @throws {Damaged} when it is cut off.
 */
export async function readZipped(path: string, name: string): Promise<ModelFacts | undefined> {
  return await withZip(path, async (zip) => {
    const files = [...zip.files.keys()];
    const torch = files.find((file) => /^[^/]+\/data\.pkl$/.test(file));
    if (torch !== undefined) return await readTorch(zip, torch, name);
    if (zip.files.has('config.json') && zip.files.has('metadata.json')) {
      return await readKeras(zip, name);
    }
    return zip.files.has('schema.json') ? await readSkops(zip, name) : undefined;
  });
}

async function readTorch(zip: OpenZip, pickle: string, name: string): Promise<ModelFacts> {
  const root = pickle.slice(0, -'data.pkl'.length);
  const findings: SafetyFinding[] = [];
  const libraries = new Map<string, LibraryNeed>([['torch', { name: 'torch' }]]);
  let model: PickleValue | undefined;
  for (const file of zip.files.keys()) {
    if (!file.endsWith('.pkl')) continue;
    const scan = await scanPickle(
      new ByteReader(streamSource(await zip.stream(file), zip.files.get(file))),
    );
    if (file === pickle) model = scan.values[0];
    findings.push(...pickleFindings(withoutTorchScriptClasses(scan), `${name}!${file}`));
    for (const need of pickleLibraries(scan)) {
      if (!need.name.startsWith('__torch__')) libraries.set(need.name, need);
    }
  }
  const isScript = [...zip.files.keys()].some((file) => file.startsWith(`${root}code/`));
  if (isScript) {
    findings.push({
      level: 'note',
      file: name,
      text: 'TorchScript holds a program of its own, which runs when the model predicts.',
    });
  }
  const tensors = [...zip.files.keys()].filter((file) => file.startsWith(`${root}data/`)).length;
  const modelClass = className(model) ?? (model?.kind === 'dict' ? 'state_dict' : undefined);
  return {
    format: isScript ? 'torchscript' : 'torch',
    ...(modelClass === undefined ? {} : { modelClass }),
    libraries: [...libraries.values()],
    details: {
      Tensors: String(tensors),
      ...(model?.kind === 'dict' ? { Keys: [...model.entries.keys()].slice(0, 8).join(', ') } : {}),
    },
    findings,
  };
}

/** TorchScript's own classes are made by its archive, not by Python's modules. */
function withoutTorchScriptClasses<T extends { imported: readonly { module: string }[] }>(
  scan: T,
): T {
  return {
    ...scan,
    imported: scan.imported.filter(({ module }) => !/^__torch__(\.|$)/.test(module)),
  };
}

const kerasConfig = v.looseObject({
  class_name: v.string(),
  config: v.optional(v.looseObject({ name: v.optional(v.string()) })),
});
const kerasMetadata = v.looseObject({ keras_version: v.optional(v.string()) });

async function readKeras(zip: OpenZip, name: string): Promise<ModelFacts | undefined> {
  const metadata = v.safeParse(kerasMetadata, parse(await zip.text('metadata.json')));
  const raw = await zip.text('config.json');
  const config = v.safeParse(kerasConfig, parse(raw));
  if (!config.success || !metadata.success) return undefined;
  if (![...zip.files.keys()].some((file) => /^model\.weights\.(h5|npz)$/.test(file))) {
    throw new Damaged('it has no weights');
  }
  const classes = [...raw.matchAll(/"class_name":\s*"([^"]+)"/g)].map((match) => match[1] ?? '');
  const hasCode = classes.includes('Lambda') || raw.includes('"__lambda__"');
  const version = metadata.output.keras_version;
  return {
    format: 'keras',
    modelClass: `keras.${config.output.class_name}`,
    libraries: [{ name: 'keras', ...(version === undefined ? {} : { version }) }],
    details: { Layers: String(classes.length - 1), Name: config.output.config?.name ?? '–' },
    findings: hasCode
      ? [
          {
            level: 'dangerous',
            file: `${name}!config.json`,
            text: 'A Lambda layer holds Python code, which runs when the model is loaded.',
          },
        ]
      : [],
  };
}

const skopsSchema = v.looseObject({
  __class__: v.string(),
  __module__: v.string(),
  _skops_version: v.optional(v.string()),
});

async function readSkops(zip: OpenZip, name: string): Promise<ModelFacts | undefined> {
  const raw = await zip.text('schema.json');
  const schema = v.safeParse(skopsSchema, parse(raw));
  if (!schema.success) return undefined;
  const types = new Set<string>();
  const known: string[] = [];
  collectTypes(parse(raw), types);
  const findings: SafetyFinding[] = [];
  for (const type of types) {
    const at = type.lastIndexOf('.');
    const verdict = judgeName(type.slice(0, at), type.slice(at + 1));
    if (verdict === 'expected') {
      known.push(type);
      continue;
    }
    findings.push({
      level: verdict,
      file: `${name}!schema.json`,
      text: `Loading it makes a ${type}, which ${verdict === 'dangerous' ? 'can run any code' : 'no list of model classes has'}.`,
    });
  }
  const version = schema.output._skops_version;
  return {
    format: 'skops',
    modelClass: `${schema.output.__module__}.${schema.output.__class__}`,
    libraries: [
      { name: 'skops', ...(version === undefined ? {} : { version }) },
      { name: 'scikit-learn' },
    ],
    knownTypes: known.toSorted(),
    details: { Types: String(types.size) },
    findings,
  };
}

/** The types that a skops archive names, at any depth. */
function collectTypes(value: unknown, types: Set<string>): void {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null) continue;
    if ('__class__' in node && '__module__' in node) {
      types.add(`${String(node.__module__)}.${String(node.__class__)}`);
    }
    waiting.push(...Object.values(node));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Damaged('a part of it that should be JSON is not');
  }
}
