import { pythonStr } from '../python.ts';
import { resolveFrom, folderOf } from '../paths.ts';
import type { Workspace } from '../workspace.ts';
import { asString, get, type Dict, type Span, type Value } from '../yaml/values.ts';
import type { ContextDict } from './context.ts';
import {
  expandForeach,
  expandMatrix,
  maxGenerated,
  type ExpansionProblem,
  type Generated,
} from './expand.ts';
import { interpolationsOf, isExpression } from './expression.ts';
import type { Loaded } from './loadVars.ts';
import type { Findings } from './problem.ts';
import type { Repository } from './repository.ts';
import { addResolutionProblems, type ParamsText } from './resolutionFindings.ts';
import { spanOf, type Reference, type Resolution } from './resolve.ts';

/** What the stages of one dvc.yaml are read from. */
export interface StageSource {
  readonly workspace: Workspace;
  readonly repository: Repository;
  /** The dvc.yaml. */
  readonly file: string;
  readonly text: string;
  readonly loaded: Loaded;
  /** Gets what DVC refuses. */
  readonly findings: Findings;
}

/** The values for `${…}` of one place, and where what has none is collected. */
export function resolutionOf(
  { text, repository }: StageSource,
  context: ContextDict,
  allowed: Resolution['allowed'],
): Resolution {
  const { parsing: settings } = repository.config;
  return { text, context, settings, allowed, problems: [], references: [] };
}

/** The params.yaml beside the file, to add to. */
export function paramsTextOf({ workspace, file }: StageSource): ParamsText {
  const path = resolveFrom(folderOf(file), 'params.yaml');
  const content = workspace.kindOf(path) === 'file' ? workspace.read(path) : undefined;
  return { path, text: content?.kind === 'text' ? content.text : undefined };
}

/** A stage as written, and what a `foreach` or `matrix` makes of it. */
export interface Definition {
  readonly name: string;
  readonly span: Span;
  readonly template: Dict;
  /** Nothing for a stage that stands for itself; empty where the stages cannot be told. */
  readonly generated?: ReadonlyMap<string, Generated>;
  /** Its stages depend on a value that is not known. */
  readonly unknown: boolean;
}

/** Reads what stands under `stages`, and expands each `foreach` and `matrix`. */
export class DefinitionReader {
  /** What `foreach` and `matrix` refer to. */
  readonly references: Reference[] = [];
  private readonly source: StageSource;

  constructor(source: StageSource) {
    this.source = source;
  }

  /** All of `stages` by their names as written. */
  read(stages: Value | undefined): ReadonlyMap<string, Definition> {
    const definitions = new Map<string, Definition>();
    for (const { key, value } of stages?.kind === 'map' ? stages.entries : []) {
      const name = asString(key);
      if (name === undefined || value.kind !== 'map') continue;
      definitions.set(name, this.define(name, key, value));
    }
    return definitions;
  }

  private define(name: string, span: Span, value: Dict): Definition {
    const foreach = get(value, 'foreach');
    const matrix = get(value, 'matrix');
    const body = get(value, 'do');
    if (foreach === undefined && matrix === undefined)
      return { name, span, template: value, unknown: false };
    const isMatrix = matrix?.kind === 'map' && foreach === undefined;
    const key = isMatrix ? 'matrix' : 'foreach';
    const resolution = resolutionOf(this.source, this.source.loaded.context, 'anything');
    const origin = { path: this.source.file, source: '' };
    const expanded =
      isMatrix || foreach === undefined
        ? matrix?.kind === 'map'
          ? expandMatrix(matrix, resolution, origin)
          : undefined
        : expandForeach(foreach, resolution, origin);
    const at = { dataPath: ['stages', name, key], stage: name };
    addResolutionProblems(this.source.findings, resolution, at, paramsTextOf(this.source));
    this.references.push(...resolution.references);
    const template = isMatrix || body?.kind !== 'map' ? without(value, 'matrix') : body;
    // DVC makes no stage at all where a part of the data has no value.
    if (expanded === undefined || resolution.problems.length > 0)
      return { name, span, template, generated: new Map(), unknown: true };
    if ('code' in expanded) {
      this.addExpansionProblem(name, key, expanded);
      return { name, span, template, generated: new Map(), unknown: true };
    }
    if (expanded.length >= maxGenerated) {
      const message = `This makes more than ${maxGenerated} stages. Only the first of them are looked at.`;
      this.source.findings.add('warning', 'too-many-stages', message, span, {
        dataPath: ['stages', name],
      });
    }
    const generated = new Map(expanded.map((one) => [one.key, one]));
    return { name, span, template, generated, unknown: false };
  }

  private addExpansionProblem(name: string, key: string, problem: ExpansionProblem): void {
    const { code, message, span } = problem;
    this.source.findings.add('error', code, message, span, {
      dataPath: ['stages', name, key],
      stage: name,
    });
  }

  /** A `${…}` that is no name is refused once, however many stages there are. */
  isSound({ name, template, generated }: Definition): boolean {
    if (generated === undefined || generated.size === 0) return true;
    const { errors } = this.source.findings;
    for (const { key, value } of template.entries) {
      const resolution = resolutionOf(this.source, this.source.loaded.context, 'anything');
      collectSyntaxProblems(value, this.source.text, resolution);
      const dataPath = ['stages', name, pythonStr(key)];
      addResolutionProblems(this.source.findings, resolution, { dataPath, stage: name });
    }
    return this.source.findings.errors === errors;
  }
}

function without(map: Dict, name: string): Dict {
  return { ...map, entries: map.entries.filter(({ key }) => asString(key) !== name) };
}

function collectSyntaxProblems(value: Value, text: string, resolution: Resolution): void {
  if (value.kind === 'list') {
    for (const item of value.items) collectSyntaxProblems(item, text, resolution);
  } else if (value.kind === 'map') {
    for (const entry of value.entries) {
      collectSyntaxProblems(entry.key, text, resolution);
      collectSyntaxProblems(entry.value, text, resolution);
    }
  } else if (value.kind === 'scalar' && value.type === 'str') {
    for (const [index, interpolation] of interpolationsOf(value.text).entries()) {
      if (isExpression(interpolation.inner)) continue;
      const span = spanOf(index, value, text);
      resolution.problems.push({ kind: 'syntax', span, interpolation, scalar: value });
    }
  }
}
