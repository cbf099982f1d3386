import type { SyntaxNode } from '@lezer/common';
import { children, type FunctionParameter, type PythonSource } from './pythonTree.ts';
import type { ScriptOption } from '../../model/scriptOption.ts';
import { literalText, optionOf, textsOf } from './optionParts.ts';

/** What a parameter is to typer, from `typer.Option(…)` or `Annotated[…]`, where it says so. */
interface Declared {
  readonly kind: 'Option' | 'Argument';
  readonly call: SyntaxNode;
}

/** The options that typer makes of the parameters of a script's commands. */
export function typerOptions(source: PythonSource): ScriptOption[] {
  const run = new Set<string>();
  for (const call of source.all('CallExpression')) {
    if (source.callee(call) !== 'typer.run') continue;
    const [target] = source.arguments(call.lastChild).positional;
    if (target) run.add(source.text(target));
  }
  const commands = source.all('FunctionDefinition').flatMap((definition) => {
    const name = definition.getChild('VariableName');
    const decorator = commandDecorator(source, definition);
    if (!name || !(decorator || run.has(source.text(name)))) return [];
    const [given] = decorator
      ? textsOf(source, source.arguments(decorator.getChild('ArgList')).positional)
      : [];
    return [{ definition, name: given ?? source.text(name).replaceAll('_', '-') }];
  });
  return commands.flatMap(({ definition, name }) => {
    const list = definition.getChild('ParamList');
    const command = commands.length > 1 ? name : undefined;
    return (list ? source.parameters(list) : []).flatMap(
      (parameter) => optionFor(source, parameter, command) ?? [],
    );
  });
}

function commandDecorator(source: PythonSource, definition: SyntaxNode): SyntaxNode | undefined {
  const decorated = definition.parent;
  if (decorated?.name !== 'DecoratedStatement') return undefined;
  return children(decorated).find(
    (child) =>
      child.name === 'Decorator' && /^@\s*\w+\.(?:command|callback)\b/.test(source.text(child)),
  );
}

function optionFor(
  source: PythonSource,
  parameter: FunctionParameter,
  command: string | undefined,
): ScriptOption | undefined {
  const type = typeText(source, parameter.annotation);
  if (type?.endsWith('Context') === true) return undefined;
  const declared =
    declaredBy(source, parameter.default) ?? inAnnotated(source, parameter.annotation);
  const inDefault = declared !== undefined && declared.call === parameter.default;
  const { positional, named } = source.arguments(declared?.call.lastChild ?? null);
  const value = inDefault ? (positional[0] ?? named.get('default')) : parameter.default;
  const required = value === undefined || value.name === 'Ellipsis' || source.text(value) === '...';
  const isArgument = declared ? declared.kind === 'Argument' : required;
  const isFlag = type === 'bool' && !isArgument;
  const written = textsOf(source, inDefault ? positional.slice(1) : positional);
  const long = `--${parameter.name.replaceAll('_', '-')}`;
  const flags =
    written.length > 0
      ? written.flatMap((flag) => flag.split('/'))
      : isFlag
        ? [long, `--no-${long.slice(2)}`]
        : [long];
  const help = source.value(named.get('help'));
  return optionOf({
    name: parameter.name,
    flags: isArgument ? [] : flags,
    type,
    default: required ? undefined : literalText(source, value),
    choices: enumChoices(source, type),
    help: help?.kind === 'string' ? help.text : undefined,
    values: isFlag
      ? 'none'
      : /^(?:list|tuple|set|sequence)\b/i.test(type ?? '')
        ? isArgument
          ? 'many'
          : 'repeated'
        : 'one',
    whenGiven: undefined,
    command,
    line: source.line(parameter.node),
  });
}

function declaredBy(source: PythonSource, node: SyntaxNode | undefined): Declared | undefined {
  if (node?.name !== 'CallExpression') return undefined;
  const kind = /(?:^|\.)(Option|Argument)$/.exec(source.callee(node))?.[1];
  return kind === undefined ? undefined : { kind: kind as Declared['kind'], call: node };
}

function inAnnotated(source: PythonSource, node: SyntaxNode | undefined): Declared | undefined {
  if (!node || !isAnnotated(source, node)) return undefined;
  for (const child of children(node)) {
    const declared = declaredBy(source, child);
    if (declared) return declared;
  }
  return undefined;
}

function isAnnotated(source: PythonSource, node: SyntaxNode): boolean {
  return node.name === 'MemberExpression' && /^(?:\w+\.)?Annotated\s*\[/.test(source.text(node));
}

/** The type without `Annotated[…]` and `Optional[…]`. */
function typeText(source: PythonSource, node: SyntaxNode | undefined): string | undefined {
  if (!node) return undefined;
  const inner = isAnnotated(source, node)
    ? children(node)
        .slice(1)
        .find((child) => !/^[[\],.]$|^PropertyName$/.test(child.name))
    : node;
  if (!inner) return undefined;
  return source
    .text(inner)
    .replace(/^(?:\w+\.)?Optional\[([\s\S]*)\]$/, '$1')
    .replace(/\s*\|\s*None$/, '');
}

/** The values of an enumeration that the same file defines. */
function enumChoices(source: PythonSource, type: string | undefined): string[] | undefined {
  if (type === undefined || !/^\w+$/.test(type)) return undefined;
  const members = source.classMembers(type);
  return members && [...members.values()].flatMap((node) => source.value(node)?.text ?? []);
}
