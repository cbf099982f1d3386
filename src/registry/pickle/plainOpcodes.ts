import type { PickleNotes } from './notes.ts';
import { plain } from './opcodes.ts';
import { append, MalformedPickle, setItems } from './stack.ts';
import type { PickleStack } from './stack.ts';
import { none, other } from './values.ts';
import type { ObjectValue, PickleValue } from './values.ts';

/**
 * Does what an opcode without an argument does to the stack.
 *
 * @returns the object whose state was just set, since the bytes of an array may follow it.
 * @throws {MalformedPickle} when the stack does not hold what it needs.
 */
export function runPlain(
  opcode: number,
  stack: PickleStack,
  notes: PickleNotes,
): ObjectValue | undefined {
  const data = dataOpcodes[opcode];
  if (data !== undefined) {
    data(stack, notes);
    return undefined;
  }
  if (opcode === plain.BUILD) return build(stack, notes);
  const call = callOpcodes[opcode];
  if (call === undefined) throw new MalformedPickle(`0x${opcode.toString(16)} is no opcode`);
  stack.push(call(stack, notes));
  return undefined;
}

type Operation = (stack: PickleStack, notes: PickleNotes) => void;

const dataOpcodes: Readonly<Record<number, Operation>> = {
  [plain.NONE]: (stack) => stack.push(none),
  [plain.NEWTRUE]: (stack) => stack.push({ kind: 'boolean', value: true }),
  [plain.NEWFALSE]: (stack) => stack.push({ kind: 'boolean', value: false }),
  [plain.EMPTY_LIST]: (stack) => stack.push({ kind: 'list', items: [] }),
  [plain.EMPTY_SET]: (stack) => stack.push({ kind: 'set', items: [] }),
  [plain.EMPTY_TUPLE]: (stack) => stack.push({ kind: 'tuple', items: [] }),
  [plain.EMPTY_DICT]: (stack) => stack.push({ kind: 'dict', entries: new Map() }),
  [plain.LIST]: (stack) => stack.push({ kind: 'list', items: stack.popToMark() }),
  [plain.FROZENSET]: (stack) => stack.push({ kind: 'set', items: stack.popToMark() }),
  [plain.TUPLE]: (stack) => stack.push({ kind: 'tuple', items: stack.popToMark() }),
  [plain.TUPLE1]: (stack) => stack.push(tupleOf(stack, 1)),
  [plain.TUPLE2]: (stack) => stack.push(tupleOf(stack, 2)),
  [plain.TUPLE3]: (stack) => stack.push(tupleOf(stack, 3)),
  [plain.DICT]: (stack) => {
    const items = stack.popToMark();
    const dict = { kind: 'dict', entries: new Map<string, PickleValue>() } as const;
    setItems(dict, items);
    stack.push(dict);
  },
  [plain.APPEND]: (stack) => {
    const item = stack.pop();
    append(stack.top, [item]);
  },
  [plain.APPENDS]: (stack) => {
    const items = stack.popToMark();
    append(stack.top, items);
  },
  [plain.ADDITEMS]: (stack) => {
    const items = stack.popToMark();
    append(stack.top, items);
  },
  [plain.SETITEM]: (stack) => {
    const value = stack.pop();
    const key = stack.pop();
    setItems(stack.top, [key, value]);
  },
  [plain.SETITEMS]: (stack) => {
    const items = stack.popToMark();
    setItems(stack.top, items);
  },
  [plain.POP]: (stack) => void stack.pop(),
  [plain.DUP]: (stack) => stack.push(stack.top),
  [plain.MARK]: (stack) => stack.mark(),
  [plain.POP_MARK]: (stack) => void stack.popToMark(),
  [plain.MEMOIZE]: (stack) => stack.memoize(),
  [plain.BINPERSID]: (stack) => {
    // torch names its storages so: the id tells the type and the count of numbers.
    const id = stack.pop();
    stack.push({
      kind: 'object',
      made: { kind: 'global', module: 'persistent', name: 'id' },
      args: id,
    });
  },
  [plain.NEXT_BUFFER]: (stack, notes) => {
    notes.oddities.add('takes bytes that are not in the file');
    stack.push(other);
  },
  [plain.READONLY_BUFFER]: () => undefined,
};

const callOpcodes: Readonly<
  Record<number, (stack: PickleStack, notes: PickleNotes) => PickleValue>
> = {
  [plain.STACK_GLOBAL]: (stack, notes) => {
    const name = stack.pop();
    const module = stack.pop();
    const named = {
      kind: 'global',
      // A name that is worked out while loading could be any.
      module: module.kind === 'text' ? module.text : 'unknown',
      name: name.kind === 'text' ? name.text : 'unknown',
    } as const;
    notes.imports(named);
    return named;
  },
  [plain.REDUCE]: (stack, notes) => {
    const args = stack.pop();
    return called(stack.pop(), args, notes);
  },
  [plain.NEWOBJ]: (stack, notes) => {
    const args = stack.pop();
    return called(stack.pop(), args, notes);
  },
  [plain.NEWOBJ_EX]: (stack, notes) => {
    stack.pop();
    const args = stack.pop();
    return called(stack.pop(), args, notes);
  },
  [plain.OBJ]: (stack, notes) => {
    const [made, ...args] = stack.popToMark();
    if (made === undefined) throw new MalformedPickle('it makes an object of nothing');
    return called(made, { kind: 'tuple', items: args }, notes);
  },
};

function tupleOf(stack: PickleStack, count: number): PickleValue {
  const items = Array.from({ length: count }, () => stack.pop());
  return { kind: 'tuple', items: items.reverse() };
}

function called(made: PickleValue, args: PickleValue, notes: PickleNotes): ObjectValue {
  notes.calls(made, args);
  return { kind: 'object', made, args };
}

function build(stack: PickleStack, notes: PickleNotes): ObjectValue | undefined {
  const state = stack.pop();
  const object = stack.top;
  if (object.kind === 'object') {
    object.state = state;
    return object;
  }
  // On a name itself, BUILD calls its `__setstate__`.
  if (object.kind === 'global') notes.calls(object, state);
  return undefined;
}
