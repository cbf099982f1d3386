/** A script that a command line runs. */
export interface ScriptCall {
  readonly kind: 'file' | 'module';
  /** The path as written, or the name of the module. */
  readonly name: string;
}

const interpreters =
  /^(?:.*[/\\])?(?:python(?:\d+(?:\.\d+)?)?|Rscript|bash|sh|zsh|julia)(?:\.exe)?$/;
const runners = new Set(['uv', 'poetry', 'pipenv', 'pixi', 'hatch', 'rye', 'pdm']);
/** Options of interpreters that take a value. */
const withValue = new Set(['-W', '-X', '-Q']);

/** The scripts that a command line runs by an interpreter, as far as its words tell. */
export function scriptCalls(command: string): ScriptCall[] {
  const calls: ScriptCall[] = [];
  for (const words of simpleCommands(command)) {
    // Behind `cd` nobody knows what paths are relative to.
    if (words[0] === 'cd' || words[0] === 'pushd') break;
    const call = scriptCall(words);
    if (call !== undefined) calls.push(call);
  }
  return calls;
}

function scriptCall(all: readonly string[]): ScriptCall | undefined {
  let words = all.filter(
    (word, index) => !(/^\w+=/.test(word) && all.slice(0, index).every((one) => /^\w+=/.test(one))),
  );
  const run = words.indexOf('run');
  if (runners.has(words[0] ?? '') && run === 1) words = words.slice(2);
  const [program = '', ...rest] = words;
  if (!interpreters.test(program)) return undefined;
  const isPython = /python[\d.]*(?:\.exe)?$/.test(program);
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (isPython && word === '-m') {
      const name = rest[at + 1];
      return name === undefined ? undefined : { kind: 'module', name };
    }
    if (word === '-c' || word === '-e') return undefined;
    if (withValue.has(word)) at += 1;
    else if (!word.startsWith('-')) return isPath(word) ? { kind: 'file', name: word } : undefined;
  }
  return undefined;
}

/** Whether a word can be told to be a path: the shell does not change it. */
function isPath(word: string): boolean {
  return word !== '' && !/[$`*?[\]{}~<>]/.test(word);
}

/** The words of each command between `&&`, `||`, `|` and `;`. */
function simpleCommands(command: string): string[][] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  const finish = () => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  for (let at = 0; at < command.length; at += 1) {
    const char = command.charAt(at);
    if (char === "'" || char === '"') {
      const close = command.indexOf(char, at + 1);
      const end = close < 0 ? command.length : close;
      word = (word ?? '') + command.slice(at + 1, end);
      at = end;
    } else if (char === '\\' && at + 1 < command.length) {
      at += 1;
      word = (word ?? '') + command.charAt(at);
    } else if (/\s/.test(char)) finish();
    else if (/[;&|]/.test(char)) {
      finish();
      commands.push([]);
    } else word = (word ?? '') + char;
  }
  finish();
  return commands.filter((words) => words.length > 0);
}
