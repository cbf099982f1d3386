import type { SyntaxNode } from '@lezer/common';
import { children, type PythonSource } from './pythonTree.ts';
import type { ScriptOption } from '../../model/scriptOption.ts';
import { literalText, optionOf, textsOf } from './optionParts.ts';

/** The options and arguments that decorators of `click` give the functions of a script. */
export function clickOptions(source: PythonSource): ScriptOption[] {
  const options: ScriptOption[] = [];
  const functions = source.all('DecoratedStatement');
  for (const decorated of functions) {
    const decorators = children(decorated).filter(({ name }) => name === 'Decorator');
    const command = functions.length > 1 ? commandName(source, decorated, decorators) : undefined;
    for (const decorator of decorators) {
      const kind = /(?:^|\.)(option|argument)$/.exec(decoratorName(source, decorator))?.[1];
      const option =
        kind === undefined ? undefined : decoratedOption(source, decorator, kind, command);
      if (option !== undefined) options.push(option);
    }
  }
  return options;
}

function decoratorName(source: PythonSource, decorator: SyntaxNode): string {
  return source.text(decorator).replace(/^@\s*/, '').split('(')[0]?.trim() ?? '';
}

/** The name of a subcommand: what its decorator says, else the function's. */
function commandName(
  source: PythonSource,
  decorated: SyntaxNode,
  decorators: readonly SyntaxNode[],
): string | undefined {
  const command = decorators.find((one) => decoratorName(source, one).endsWith('.command'));
  if (!command || decoratorName(source, command) === 'click.command') return undefined;
  const [name] = textsOf(source, source.arguments(command.getChild('ArgList')).positional);
  const definition = decorated.getChild('FunctionDefinition')?.getChild('VariableName');
  return name ?? (definition ? source.text(definition).replaceAll('_', '-') : undefined);
}

function decoratedOption(
  source: PythonSource,
  decorator: SyntaxNode,
  kind: string,
  command: string | undefined,
): ScriptOption | undefined {
  const { positional, named } = source.arguments(decorator.getChild('ArgList'));
  const names = textsOf(source, positional);
  const isTrue = (name: string): boolean => source.value(named.get(name))?.text === 'True';
  // `--shout/--no-shout` declares both sides of a flag.
  const flags = names.flatMap((name) =>
    name.startsWith('-') ? name.split('/').map((flag) => flag.trim()) : [],
  );
  const long = flags.find((flag) => flag.startsWith('--')) ?? flags[0];
  const name =
    names.find((one) => !one.startsWith('-')) ??
    long?.replace(/^-+/, '').replaceAll('-', '_').toLowerCase();
  if (name === undefined) return undefined;
  const isFlag = isTrue('is_flag') || isTrue('count') || names.some((one) => /^-.*\//.test(one));
  const nargs = source.value(named.get('nargs'))?.text;
  const many = nargs !== undefined && nargs !== '1';
  const help = source.value(named.get('help'));
  const type = named.get('type');
  return optionOf({
    name,
    flags: kind === 'option' ? flags : [],
    type: isFlag ? 'bool' : type && typeName(source, type),
    default:
      literalText(source, named.get('default')) ??
      (isFlag && !named.has('default') ? 'False' : undefined),
    choices: choicesOf(source, type),
    help: help?.kind === 'string' ? help.text : undefined,
    values: isFlag ? 'none' : many ? 'many' : isTrue('multiple') ? 'repeated' : 'one',
    whenGiven: undefined,
    command,
    line: source.line(decorator),
  });
}

/** `click.INT` → `int`, `click.Path(exists=True)` → `Path`; a Python type stays as it is. */
function typeName(source: PythonSource, type: SyntaxNode): string {
  const name = (source.text(type).split('(')[0] ?? '').replace(/^.*\./, '');
  return /^[A-Z]+$/.test(name) ? name.toLowerCase() : name;
}

function choicesOf(source: PythonSource, type: SyntaxNode | undefined): string[] | undefined {
  if (type?.name !== 'CallExpression' || !source.callee(type).endsWith('Choice')) return undefined;
  const value = source.value(source.arguments(type.lastChild).positional[0]);
  return value?.kind === 'list' ? value.items.map((item) => item.text) : undefined;
}
