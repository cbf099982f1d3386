import path from 'node:path';

/** What a command runs, told from its words alone. */
export interface ScriptCommand {
  /** For people: the file's name, the last part of the module's, or the program's. */
  readonly name: string;
  readonly language: 'python' | 'r' | 'julia' | 'shell' | 'notebook' | 'other';
  /** Absolute path of the script, where the command names a file. */
  readonly path?: string;
  /** The Python module behind `-m`. */
  readonly module?: string;
  /** What the script itself is given. */
  readonly args: readonly string[];
}

type Script =
  | { readonly kind: 'file'; readonly file: string; readonly args: readonly string[] }
  | { readonly kind: 'module'; readonly module: string; readonly args: readonly string[] }
  /** Code in the command line, or a program of its own. */
  | { readonly kind: 'program'; readonly name: string; readonly args: readonly string[] };

const languages: Readonly<Record<string, ScriptCommand['language']>> = {
  '.py': 'python',
  '.r': 'r',
  '.jl': 'julia',
  '.sh': 'shell',
  '.bash': 'shell',
  '.zsh': 'shell',
  '.ipynb': 'notebook',
};

/** Programs that run the command behind them, with those of their options that take a value. */
const wrappers: Readonly<Record<string, { verb?: string; valued: string }>> = {
  uv: {
    verb: 'run',
    valued:
      '--with --with-requirements --with-editable -p --python --project --directory --env-file --extra --group --package --index --index-url --only-group -w',
  },
  poetry: { verb: 'run', valued: '-C --directory -P --project' },
  pipenv: { verb: 'run', valued: '' },
  pdm: { verb: 'run', valued: '-p --project' },
  rye: { verb: 'run', valued: '' },
  pixi: { verb: 'run', valued: '-e --environment --manifest-path' },
  hatch: { verb: 'run', valued: '-e --env' },
  conda: { verb: 'run', valued: '-n --name -p --prefix --cwd' },
  mamba: { verb: 'run', valued: '-n --name -p --prefix --cwd' },
  micromamba: { verb: 'run', valued: '-n --name -p --prefix --cwd' },
  coverage: { verb: 'run', valued: '--source --omit --include --rcfile --data-file' },
  streamlit: { verb: 'run', valued: '' },
  env: { valued: '-u --unset -C --chdir' },
  nohup: { valued: '' },
  time: { valued: '-f -o' },
  nice: { valued: '-n' },
  ionice: { valued: '-c -n' },
  stdbuf: { valued: '-i -o -e' },
  timeout: { valued: '-k -s --kill-after --signal' },
  taskset: { valued: '-c' },
  numactl: { valued: '-N -m -C' },
  caffeinate: { valued: '-t -w' },
  mpirun: { valued: '-n -np -c -H --host -x --map-by --bind-to --hostfile -hostfile' },
  mpiexec: { valued: '-n -np -c -H --host -x --hostfile' },
  horovodrun: { valued: '-np -H --hostfile -p' },
  srun: { valued: '-n -N -c -p -t -J -A --gres' },
  kernprof: { valued: '-o --outfile' },
  'py-spy': { verb: 'record', valued: '-o -r -d -f' },
};

/** Programs that start several processes of one script. */
const launchers = new Set(['torchrun', 'deepspeed', 'accelerate', 'fabric', 'lightning']);
/** Python modules that run the script behind them. */
const runnerModules: Readonly<Record<string, string>> = {
  'torch.distributed.run': '',
  'torch.distributed.launch': '',
  'accelerate.commands.launch': '',
  pdb: '-c',
  cProfile: '-o -s',
  debugpy: '--listen --connect --log-to --configure-subProcess',
  kernprof: '-o',
  memory_profiler: '-o',
  ipykernel_launcher: '-f',
};

/** Which script or module a command runs, in which language, and with which arguments of its own. */
export function scriptOfCommand(argv: readonly string[], cwd: string): ScriptCommand {
  const script = scriptIn(argv, 0);
  const { args } = script;
  if (script.kind === 'module') {
    const parts = script.module.split('.').filter((part) => part !== '__main__');
    const name = parts.at(-1) ?? script.module;
    return { name, language: 'python', module: script.module, args };
  }
  if (script.kind === 'program') return { name: script.name, language: 'other', args };
  const language = languages[path.extname(script.file).toLowerCase()] ?? languageOf(argv);
  const name = script.file.split(/[/\\]/).findLast((part) => part !== '') ?? script.file;
  return { name, language, path: path.resolve(cwd, script.file), args };
}

/** The language of the interpreter for a script without a telling ending. */
function languageOf(argv: readonly string[]): ScriptCommand['language'] {
  const programs = argv.map(programName);
  if (programs.some(isPython)) return 'python';
  if (programs.includes('rscript')) return 'r';
  if (programs.includes('julia')) return 'julia';
  return programs.some(isShell) ? 'shell' : 'other';
}

function scriptIn(argv: readonly string[], depth: number): Script {
  const [program = '', ...rest] = argv;
  const name = programName(program);
  if (depth > 8) return { kind: 'program', name: baseName(program), args: rest };
  if (isPython(name)) return pythonScript(rest, name, depth);
  if (launchers.has(name)) {
    const verb = name === 'accelerate' || name === 'fabric' || name === 'lightning' ? 1 : 0;
    return launchedScript(rest.slice(verb)) ?? { kind: 'program', name, args: rest };
  }
  if (name === 'rscript') return firstFile(rest, new Set(['-e']), name);
  if (name === 'julia') {
    return firstFile(rest, new Set('-t -p -J -L -e -E -C --project --threads'.split(' ')), name);
  }
  if (isShell(name)) return firstFile(rest, new Set(['-c', '-o', '+o', '-O']), name);
  const wrapper = wrappers[name];
  if (wrapper !== undefined && (wrapper.verb === undefined || rest.includes(wrapper.verb))) {
    return wrappedScript(rest, wrapper, depth) ?? { kind: 'program', name, args: rest };
  }
  if (languages[path.extname(program).toLowerCase()] !== undefined) {
    return { kind: 'file', file: program, args: rest };
  }
  return { kind: 'program', name: baseName(program), args: rest };
}

function wrappedScript(
  rest: readonly string[],
  { verb, valued }: { readonly verb?: string; readonly valued: string },
  depth: number,
): Script | undefined {
  const options = new Set(valued.split(' '));
  let at = verb === undefined ? 0 : rest.indexOf(verb) + 1;
  for (; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (verb === 'run' && (word === '-m' || word === '--module') && !options.has('-m')) {
      const module = rest[at + 1];
      if (module !== undefined) return { kind: 'module', module, args: rest.slice(at + 2) };
    }
    if (word === '--') continue;
    if (options.has(word)) at++;
    // Assignments of `env`, and the duration of `timeout` or the mask of `taskset`.
    else if (!word.startsWith('-') && !/^\w+=|^[\d.,:-]+[smhd]?$|^0x/.test(word)) break;
  }
  return at < rest.length ? scriptIn(rest.slice(at), depth + 1) : undefined;
}

const pythonValued = new Set(['-W', '-X', '--check-hash-based-pycs']);

function pythonScript(rest: readonly string[], name: string, depth: number): Script {
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    const behind = rest.slice(at + 1);
    if (pythonValued.has(word)) at++;
    else if (word === '-' || /^-[A-Za-z]*c/.test(word)) {
      return { kind: 'program', name, args: word === '-' ? behind : behind.slice(1) };
    } else if (/^-[bBdEiIOPqsSuvx]*m/.test(word)) {
      const attached = word.slice(word.indexOf('m') + 1);
      const module = attached === '' ? behind[0] : attached;
      const args = attached === '' ? behind.slice(1) : behind;
      if (module === undefined) break;
      return moduleScript(module, args, depth);
    } else if (!word.startsWith('-')) return { kind: 'file', file: word, args: behind };
  }
  return { kind: 'program', name, args: [] };
}

function moduleScript(module: string, args: readonly string[], depth: number): Script {
  const asModule: Script = { kind: 'module', module, args };
  // Trackline's own, which runs a copy of the notebook that is named.
  if (module === '_trackline.notebook') return firstFile(args, new Set(), module);
  const valued = runnerModules[module];
  if (valued === undefined) {
    return wrappers[module]?.verb === undefined
      ? asModule
      : (wrappedScript(args, wrappers[module], depth) ?? asModule);
  }
  if (module.includes('.')) return launchedScript(args) ?? asModule;
  const inner = pythonScript(
    args.filter((_word, index) => !takesPart(args, index, valued)),
    '',
    depth,
  );
  return inner.kind === 'program' ? asModule : inner;
}

/** Whether a word is an option of a runner module, or the value of one. */
function takesPart(args: readonly string[], index: number, valued: string): boolean {
  const script = args.findIndex(
    (word, at) =>
      word === '-m' || (!word.startsWith('-') && !valued.split(' ').includes(args[at - 1] ?? '')),
  );
  return index < script;
}

/** The script behind the many options of a launcher: the first Python file, or behind `-m`. */
function launchedScript(args: readonly string[]): Script | undefined {
  const module = args.findIndex((word) => word === '-m' || word === '--module');
  const file = args.findIndex((word) => !word.startsWith('-') && word.endsWith('.py'));
  if (file >= 0 && (module < 0 || file < module)) {
    return { kind: 'file', file: args[file] ?? '', args: args.slice(file + 1) };
  }
  const name = module < 0 ? -1 : args.findIndex((word, at) => at > module && !word.startsWith('-'));
  return name < 0
    ? undefined
    : { kind: 'module', module: args[name] ?? '', args: args.slice(name + 1) };
}

/** The first word that is neither an option nor the value of one; code in the line is no script. */
function firstFile(rest: readonly string[], valued: ReadonlySet<string>, name: string): Script {
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (/^-[A-Za-z]*[ceE]$/.test(word) && valued.has(`-${word.at(-1)}`)) {
      return { kind: 'program', name, args: rest.slice(at + 2) };
    }
    if (valued.has(word)) at++;
    else if (!/^[-+]/.test(word)) return { kind: 'file', file: word, args: rest.slice(at + 1) };
  }
  return { kind: 'program', name, args: [] };
}

function baseName(program: string): string {
  return program.split(/[/\\]/).findLast((part) => part !== '') ?? program;
}

function programName(program: string): string {
  return baseName(program)
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat)$/, '');
}

function isPython(name: string): boolean {
  return /^(?:python|pypy|ipython)[\d.]*w?$|^py$/.test(name);
}

function isShell(name: string): boolean {
  return /^(?:ba|z|da|k|fi)?sh$/.test(name);
}
