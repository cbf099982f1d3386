import type { DataPath } from '../diagnostic.ts';
import { isFalsy } from '../params/readParams.ts';
import { folderOf, resolveFrom } from '../paths.ts';
import { pythonStr } from '../python.ts';
import type { Workspace } from '../workspace.ts';
import { asString, get, typeInWords, type Dict, type Span, type Value } from '../yaml/values.ts';
import { UnsupportedValue, withNames, type ContextDict, type ContextNode } from './context.ts';
import {
  expandForeach,
  expandMatrix,
  maxGenerated,
  type ExpansionProblem,
  type Generated,
} from './expand.ts';
import { interpolationsOf, isExpression } from './expression.ts';
import { loadVars, type Loaded } from './loadVars.ts';
import type { Findings } from './problem.ts';
import type { Repository } from './repository.ts';
import { addResolutionProblems, type ParamsText } from './resolutionFindings.ts';
import { resolve, spanOf, type Reference, type Resolution } from './resolve.ts';
import type { Stage } from './stage.ts';
import { readInputs, readOutputs, stageFolder, type PathProblem } from './stagePaths.ts';
import { addVarsProblem } from './varsFindings.ts';

/** A stage as written, and what a `foreach` or `matrix` makes of it. */
interface Definition {
  readonly name: string;
  readonly span: Span;
  readonly template: Dict;
  /** Nothing for a stage that stands for itself; empty where the stages cannot be told. */
  readonly generated?: ReadonlyMap<string, Generated>;
  /** Its stages depend on a value that is not known. */
  readonly unknown: boolean;
}

/** Loads the stages of one dvc.yaml. */
export class StageLoader {
  /** What `foreach` and `matrix` refer to. */
  readonly otherReferences: Reference[] = [];
  /** The files that `vars` of stages name. */
  readonly ownVarsFiles: string[] = [];
  private readonly workspace: Workspace;
  private readonly repository: Repository;
  private readonly file: string;
  private readonly text: string;
  private readonly loaded: Loaded;
  private readonly findings: Findings;

  constructor(
    workspace: Workspace,
    repository: Repository,
    file: string,
    text: string,
    loaded: Loaded,
    findings: Findings,
  ) {
    this.workspace = workspace;
    this.repository = repository;
    this.file = file;
    this.text = text;
    this.loaded = loaded;
    this.findings = findings;
  }

  /** Expands and resolves all stages, and adds what DVC refuses to the findings. */
  load(stages: Value | undefined): Stage[] {
    const definitions = new Map<string, Definition>();
    for (const { key, value } of stages?.kind === 'map' ? stages.entries : []) {
      const name = asString(key);
      if (name === undefined || value.kind !== 'map') continue;
      definitions.set(name, this.define(name, key, value));
    }
    const loaded: Stage[] = [];
    for (const definition of definitions.values()) {
      const { name, generated } = definition;
      const isTemplateSound = this.checkTemplate(definition);
      const names =
        generated === undefined ? [name] : [...generated.keys()].map((key) => `${name}@${key}`);
      for (const full of names) {
        const stage = this.loadNamed(full, definition, definitions);
        if (stage !== undefined) loaded.push(isTemplateSound ? stage : { ...stage, sound: false });
      }
    }
    return loaded;
  }

  /** The params.yaml beside the file, to add to. */
  private get paramsText(): ParamsText {
    const path = resolveFrom(folderOf(this.file), 'params.yaml');
    const content = this.workspace.kindOf(path) === 'file' ? this.workspace.read(path) : undefined;
    return { path, text: content?.kind === 'text' ? content.text : undefined };
  }

  private resolution(context: ContextDict, allowed: Resolution['allowed']): Resolution {
    const { parsing: settings } = this.repository.config;
    return { text: this.text, context, settings, allowed, problems: [], references: [] };
  }

  private define(name: string, span: Span, value: Dict): Definition {
    const foreach = get(value, 'foreach');
    const matrix = get(value, 'matrix');
    const body = get(value, 'do');
    if (foreach === undefined && matrix === undefined)
      return { name, span, template: value, unknown: false };
    const isMatrix = matrix?.kind === 'map' && foreach === undefined;
    const key = isMatrix ? 'matrix' : 'foreach';
    const resolution = this.resolution(this.loaded.context, 'anything');
    const origin = { path: this.file, source: '' };
    const expanded =
      isMatrix || foreach === undefined
        ? matrix?.kind === 'map'
          ? expandMatrix(matrix, resolution, origin)
          : undefined
        : expandForeach(foreach, resolution, origin);
    const at = { dataPath: ['stages', name, key], stage: name };
    addResolutionProblems(this.findings, resolution, at, this.paramsText);
    this.otherReferences.push(...resolution.references);
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
      this.findings.add('warning', 'too-many-stages', message, span, {
        dataPath: ['stages', name],
      });
    }
    const generated = new Map(expanded.map((one) => [one.key, one]));
    return { name, span, template, generated, unknown: false };
  }

  private addExpansionProblem(name: string, key: string, problem: ExpansionProblem): void {
    const { code, message, span } = problem;
    this.findings.add('error', code, message, span, {
      dataPath: ['stages', name, key],
      stage: name,
    });
  }

  /** A `${…}` that is no name is refused once, however many stages there are. */
  private checkTemplate({ name, template, generated }: Definition): boolean {
    if (generated === undefined || generated.size === 0) return true;
    const { errors } = this.findings;
    for (const { key, value } of template.entries) {
      const resolution = this.resolution(this.loaded.context, 'anything');
      collectSyntaxProblems(value, this.text, resolution);
      const dataPath = ['stages', name, pythonStr(key)];
      addResolutionProblems(this.findings, resolution, { dataPath, stage: name });
    }
    return this.findings.errors === errors;
  }

  /** Loads a stage by its name as DVC does, which splits it at the last `@`. */
  private loadNamed(
    full: string,
    definition: Definition,
    definitions: ReadonlyMap<string, Definition>,
  ): Stage | undefined {
    const { span } = definition;
    const dataPath = ['stages', definition.name];
    if (full === '') {
      const message = 'A stage needs a name.';
      this.findings.add('error', 'stage-name-empty', message, span, { dataPath, stage: full });
      return undefined;
    }
    const at = full.lastIndexOf('@');
    const [group, key] = at < 0 ? [full, undefined] : [full.slice(0, at), full.slice(at + 1)];
    const found = definitions.get(group);
    if (key === undefined && found?.generated === undefined) {
      return this.loadStage(full, definition, undefined);
    }
    const generated = found?.generated?.get(key ?? '');
    if (found === undefined || generated === undefined) {
      if (found?.unknown === true) return undefined;
      const message = `DVC cannot find a stage named \`${full}\`, since it takes what stands behind the last \`@\` for an item of a \`foreach\` or \`matrix\`. Use a name without \`@\`.`;
      this.findings.add('error', 'stage-name-at', message, span, { dataPath, stage: full });
      return undefined;
    }
    return this.loadStage(full, found, generated);
  }

  private loadStage(
    name: string,
    definition: Definition,
    generated: Generated | undefined,
  ): Stage | undefined {
    if (name.endsWith('@') && generated !== undefined && generated.key === '') {
      const message =
        'This matrix has no axes, so its stage would have no name behind `@`. Add an axis, or remove `matrix`.';
      this.findings.add('error', 'matrix-empty', message, definition.span, {
        dataPath: ['stages', definition.name, 'matrix'],
        stage: name,
      });
      return undefined;
    }
    const { errors: before } = this.findings;
    const names = this.namesOf(name, definition, generated);
    if (names === undefined) return undefined;
    const { template } = definition;
    const base = withNames(this.loaded.context, names);
    const path = ['stages', definition.name];
    const wdirValue = get(template, 'wdir');
    const wdir =
      wdirValue === undefined
        ? undefined
        : this.resolveKey('wdir', wdirValue, base, name, path, [], 'anything');
    const isNamed = wdir !== undefined && wdir.kind !== 'unknown' && !isFalsy(wdir);
    const folder = stageFolder(this.file, isNamed ? pythonStr(wdir) : undefined);
    const context = this.withOwnVars(template, base, folder, Object.keys(names), name, path);
    if (context === undefined) return undefined;
    const references: Reference[] = [];
    const resolved: Dict = {
      ...template,
      entries: template.entries
        .filter(({ key }) => asString(key) !== 'vars')
        .map((entry) => {
          const key = pythonStr(entry.key);
          const allowed = key === 'cmd' ? 'values-and-maps' : 'values';
          const value = this.resolveKey(key, entry.value, context, name, path, references, allowed);
          return { ...entry, value };
        }),
    };
    this.checkWdir(resolved, name, path);
    const paths = this.readPaths(resolved, folder, name, path);
    return {
      name,
      group: definition.name,
      nameSpan: definition.span,
      file: this.file,
      definition: template,
      resolved,
      folder,
      commands: commandsOf(get(resolved, 'cmd')),
      ...paths,
      references,
      context,
      sound: this.findings.errors === before,
    };
  }

  private namesOf(
    name: string,
    definition: Definition,
    generated: Generated | undefined,
  ): Readonly<Record<string, ContextNode>> | undefined {
    try {
      return generated?.names() ?? {};
    } catch (error) {
      if (!(error instanceof UnsupportedValue)) throw error;
      const message = `An item here is ${typeInWords(error.value)}, on which DVC crashes. Put it in quotes.`;
      this.findings.add('error', 'vars-unsupported', message, error.value, {
        dataPath: ['stages', definition.name],
        stage: name,
      });
      return undefined;
    }
  }

  private resolveKey(
    key: string,
    value: Value,
    context: ContextDict,
    stage: string,
    path: DataPath,
    references: Reference[],
    allowed: Resolution['allowed'],
  ): Value {
    const resolution = this.resolution(context, allowed);
    const resolved = resolve(value, resolution);
    references.push(...resolution.references);
    const at = { dataPath: [...path, key], stage };
    addResolutionProblems(this.findings, resolution, at, this.paramsText);
    return resolved;
  }

  private withOwnVars(
    template: Dict,
    context: ContextDict,
    folder: string,
    reserved: readonly string[],
    stage: string,
    path: DataPath,
  ): ContextDict | undefined {
    const vars = get(template, 'vars');
    if (vars?.kind !== 'list') return context;
    for (const item of vars.items) {
      const file = asString(item)?.split(':')[0];
      if (file !== undefined) this.ownVarsFiles.push(resolveFrom(folder, file));
    }
    const place = { workspace: this.workspace, file: this.file, folder, stage, reserved };
    const loaded = loadVars(place, { ...this.loaded, context }, vars);
    if (!('code' in loaded)) return loaded.context;
    addVarsProblem(this.findings, loaded, [...path, 'vars'], vars, stage);
    return undefined;
  }

  private checkWdir(resolved: Dict, stage: string, path: DataPath): void {
    const wdir = get(resolved, 'wdir');
    if (wdir === undefined || wdir.kind !== 'scalar' || wdir.type === 'str') return;
    if (wdir.type === 'null' || wdir.value === 0 || wdir.value === false) return;
    const message = `\`wdir\` must be text, and this is ${typeInWords(wdir)}. Name a parameter that holds text.`;
    this.findings.add('error', 'path-type', message, wdir, { dataPath: [...path, 'wdir'], stage });
  }

  private readPaths(
    resolved: Dict,
    folder: string,
    stage: string,
    path: DataPath,
  ): Pick<Stage, 'inputs' | 'outputs'> {
    const problems: PathProblem[] = [];
    const settings = {
      remotes: this.repository.config.remotes,
      ignoredBy: (file: string) => this.repository.dvcIgnores(file),
    };
    const inputs = readInputs(resolved, folder, settings, problems);
    const outputs = readOutputs(resolved, folder, settings, problems);
    for (const { code, message, span, keys } of problems) {
      this.findings.add('error', code, message, span, { dataPath: [...path, ...keys], stage });
    }
    return { inputs, outputs };
  }
}

function without(map: Dict, name: string): Dict {
  return { ...map, entries: map.entries.filter(({ key }) => asString(key) !== name) };
}

/** The commands of a stage, a shell call each. */
function commandsOf(cmd: Value | undefined): string[] {
  if (cmd === undefined || cmd.kind === 'unknown') return [];
  const parts = cmd.kind === 'list' ? cmd.items : [cmd];
  return parts
    .filter(({ kind }) => kind !== 'unknown')
    .flatMap((part) => pythonStr(part).split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
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
