import type { DataPath } from '../diagnostic.ts';
import { isFalsy } from '../params/readParams.ts';
import { resolveFrom } from '../paths.ts';
import { pythonStr } from '../python.ts';
import { asString, get, typeInWords, type Dict, type Value } from '../yaml/values.ts';
import { UnsupportedValue, withNames, type ContextDict, type ContextNode } from './context.ts';
import type { Generated } from './expand.ts';
import { loadVars } from './loadVars.ts';
import { addResolutionProblems } from './resolutionFindings.ts';
import { resolve, type Reference, type Resolution } from './resolve.ts';
import type { Stage } from './stage.ts';
import {
  DefinitionReader,
  paramsTextOf,
  resolutionOf,
  type Definition,
  type StageSource,
} from './stageDefinitions.ts';
import { readInputs, readOutputs, stageFolder, type PathProblem } from './stagePaths.ts';
import { addVarsProblem } from './varsFindings.ts';

/** Loads the stages of one dvc.yaml. */
export class StageLoader {
  /** The files that `vars` of stages name. */
  readonly ownVarsFiles: string[] = [];
  private readonly source: StageSource;
  private readonly reader: DefinitionReader;

  constructor(source: StageSource) {
    this.source = source;
    this.reader = new DefinitionReader(source);
  }

  /** What `foreach` and `matrix` refer to. */
  get otherReferences(): readonly Reference[] {
    return this.reader.references;
  }

  /** Expands and resolves all stages, and adds what DVC refuses to the findings. */
  load(stages: Value | undefined): Stage[] {
    const definitions = this.reader.read(stages);
    const loaded: Stage[] = [];
    for (const definition of definitions.values()) {
      const { name, generated } = definition;
      const isTemplateSound = this.reader.isSound(definition);
      const names =
        generated === undefined ? [name] : [...generated.keys()].map((key) => `${name}@${key}`);
      for (const full of names) {
        const stage = this.loadNamed(full, definition, definitions);
        if (stage !== undefined) loaded.push(isTemplateSound ? stage : { ...stage, sound: false });
      }
    }
    return loaded;
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
      this.source.findings.add('error', 'stage-name-empty', message, span, {
        dataPath,
        stage: full,
      });
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
      this.source.findings.add('error', 'stage-name-at', message, span, { dataPath, stage: full });
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
      this.source.findings.add('error', 'matrix-empty', message, definition.span, {
        dataPath: ['stages', definition.name, 'matrix'],
        stage: name,
      });
      return undefined;
    }
    const { errors: before } = this.source.findings;
    const names = this.namesOf(name, definition, generated);
    if (names === undefined) return undefined;
    const { template } = definition;
    const base = withNames(this.source.loaded.context, names);
    const path = ['stages', definition.name];
    const wdirValue = get(template, 'wdir');
    const wdir =
      wdirValue === undefined
        ? undefined
        : this.resolveKey('wdir', wdirValue, base, name, path, [], 'anything');
    const isNamed = wdir !== undefined && wdir.kind !== 'unknown' && !isFalsy(wdir);
    const folder = stageFolder(this.source.file, isNamed ? pythonStr(wdir) : undefined);
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
      file: this.source.file,
      definition: template,
      resolved,
      folder,
      commands: commandsOf(get(resolved, 'cmd')),
      ...paths,
      references,
      context,
      sound: this.source.findings.errors === before,
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
      this.source.findings.add('error', 'vars-unsupported', message, error.value, {
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
    const resolution = resolutionOf(this.source, context, allowed);
    const resolved = resolve(value, resolution);
    references.push(...resolution.references);
    const at = { dataPath: [...path, key], stage };
    addResolutionProblems(this.source.findings, resolution, at, paramsTextOf(this.source));
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
    const place = {
      workspace: this.source.workspace,
      file: this.source.file,
      folder,
      stage,
      reserved,
    };
    const loaded = loadVars(place, { ...this.source.loaded, context }, vars);
    if (!('code' in loaded)) return loaded.context;
    addVarsProblem(this.source.findings, loaded, [...path, 'vars'], vars, stage);
    return undefined;
  }

  private checkWdir(resolved: Dict, stage: string, path: DataPath): void {
    const wdir = get(resolved, 'wdir');
    if (wdir === undefined || wdir.kind !== 'scalar' || wdir.type === 'str') return;
    if (wdir.type === 'null' || wdir.value === 0 || wdir.value === false) return;
    const message = `\`wdir\` must be text, and this is ${typeInWords(wdir)}. Name a parameter that holds text.`;
    this.source.findings.add('error', 'path-type', message, wdir, {
      dataPath: [...path, 'wdir'],
      stage,
    });
  }

  private readPaths(
    resolved: Dict,
    folder: string,
    stage: string,
    path: DataPath,
  ): Pick<Stage, 'inputs' | 'outputs'> {
    const problems: PathProblem[] = [];
    const settings = {
      remotes: this.source.repository.config.remotes,
      ignoredBy: (file: string) => this.source.repository.dvcIgnores(file),
    };
    const inputs = readInputs(resolved, folder, settings, problems);
    const outputs = readOutputs(resolved, folder, settings, problems);
    for (const { code, message, span, keys } of problems) {
      this.source.findings.add('error', code, message, span, {
        dataPath: [...path, ...keys],
        stage,
      });
    }
    return { inputs, outputs };
  }
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
