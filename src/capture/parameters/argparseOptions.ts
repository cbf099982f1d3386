import type { SyntaxNode } from '@lezer/common';
import type { PythonSource } from './pythonTree.ts';
import type { ScriptOption } from '../../model/scriptOption.ts';
import { literalText, optionOf, textsOf } from './optionParts.ts';

const flagActions: Readonly<Record<string, string>> = {
  store_true: 'true',
  store_false: 'false',
  count: '1',
  store_const: '',
  append_const: '',
};

/** The options that a script gives `argparse`, its groups and its subcommands. */
export function argparseOptions(source: PythonSource): ScriptOption[] {
  const calls = source.all('CallExpression');
  const commands = commandsOf(source, calls);
  const options: ScriptOption[] = [];
  const defaults = new Map<string, string>();
  for (const call of calls) {
    const callee = source.callee(call);
    const list = call.lastChild;
    if (callee.endsWith('.add_argument')) {
      const receiver = callee.slice(0, -'.add_argument'.length);
      const option = argument(source, call, commands.get(receiver));
      if (option !== undefined) options.push(option);
    } else if (callee.endsWith('.set_defaults')) {
      for (const [name, node] of source.arguments(list).named) {
        const value = literalText(source, node);
        if (value !== undefined) defaults.set(name, value);
      }
    }
  }
  return options.map((option) => {
    const value = defaults.get(option.name);
    return value === undefined ? option : { ...option, default: value };
  });
}

/** Which variable holds the parser of which subcommand, its groups included. */
function commandsOf(source: PythonSource, calls: readonly SyntaxNode[]): Map<string, string> {
  const commands = new Map<string, string>();
  for (const call of calls) {
    const callee = source.callee(call);
    const target = call.parent?.name === 'AssignStatement' ? call.parent.firstChild : null;
    if (!target) continue;
    if (callee.endsWith('.add_parser')) {
      const [name] = source.arguments(call.lastChild).positional;
      const command = source.value(name);
      if (command?.kind === 'string') commands.set(source.text(target), command.text);
    } else if (/\.add_(?:argument|mutually_exclusive)_group$/.test(callee)) {
      const command = commands.get(callee.slice(0, callee.lastIndexOf('.')));
      if (command !== undefined) commands.set(source.text(target), command);
    }
  }
  return commands;
}

function argument(
  source: PythonSource,
  call: SyntaxNode,
  command: string | undefined,
): ScriptOption | undefined {
  const { positional, named } = source.arguments(call.lastChild);
  const names = textsOf(source, positional);
  if (names.length === 0) return undefined;
  const text = (name: string): string | undefined => {
    const value = source.value(named.get(name));
    return value?.kind === 'string' ? value.text : undefined;
  };
  const action = actionOf(source, named.get('action'));
  if (action === 'help' || action === 'version') return undefined;
  const flags = names.filter((name) => name.startsWith('-'));
  const long = flags.find((flag) => flag.startsWith('--')) ?? names[0] ?? '';
  const whenGiven = action === undefined ? undefined : flagActions[action];
  const negatable = action?.endsWith('BooleanOptionalAction') === true;
  const nargs = named.get('nargs');
  const several = nargs !== undefined && !/^(?:'\?'|"\?"|1)$/.test(source.text(nargs));
  const type = named.get('type');
  const fallback = whenGiven === 'true' ? 'False' : whenGiven === 'false' ? 'True' : undefined;
  return optionOf({
    name: text('dest') ?? long.replace(/^-+/, '').replaceAll('-', '_'),
    flags: negatable
      ? flags.flatMap((flag) => (flag.startsWith('--') ? [flag, `--no-${flag.slice(2)}`] : [flag]))
      : flags,
    type: whenGiven !== undefined || negatable ? 'bool' : type && source.text(type),
    default:
      literalText(source, named.get('default')) ?? (named.has('default') ? undefined : fallback),
    choices: choicesOf(source, named.get('choices')),
    help: text('help'),
    values: whenGiven !== undefined || negatable ? 'none' : several ? 'many' : 'one',
    whenGiven:
      action === 'store_const' || action === 'append_const'
        ? literalText(source, named.get('const'))
        : whenGiven === 'true'
          ? undefined
          : whenGiven,
    command,
    line: source.line(call),
  });
}

function actionOf(source: PythonSource, node: SyntaxNode | undefined): string | undefined {
  return node && (source.value(node)?.text ?? source.text(node));
}

/** The choices of a literal list, or of a `range`. */
function choicesOf(source: PythonSource, node: SyntaxNode | undefined): string[] | undefined {
  const value = source.value(node);
  if (value?.kind === 'list') return value.items.map((item) => item.text);
  if (!node || node.name !== 'CallExpression' || source.callee(node) !== 'range') return undefined;
  const bounds = source
    .arguments(node.lastChild)
    .positional.map((bound) => Number(source.value(bound)?.text));
  const [first = Number.NaN, second = Number.NaN, step = 1] = bounds;
  const [from, to] = bounds.length === 1 ? [0, first] : [first, second];
  if (!(step > 0) || !((to - from) / step <= 100)) return undefined;
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_item, index) =>
    String(from + index * step),
  );
}
