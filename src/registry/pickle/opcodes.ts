/*
 * Opcodes of pickle protocols 0 to 5, by what follows them in the stream.
 * Source: the documentation in CPython's Lib/pickletools.py, which lists all 68.
 */

/** Opcodes whose argument is a count of bytes and then the bytes. */
export const counted: ReadonlyMap<
  number,
  { readonly width: 1 | 4 | 8; readonly is: 'text' | 'bytes' | 'long' }
> = new Map([
  [0x54, { width: 4, is: 'text' }], // BINSTRING
  [0x55, { width: 1, is: 'text' }], // SHORT_BINSTRING
  [0x58, { width: 4, is: 'text' }], // BINUNICODE
  [0x8c, { width: 1, is: 'text' }], // SHORT_BINUNICODE
  [0x8d, { width: 8, is: 'text' }], // BINUNICODE8
  [0x42, { width: 4, is: 'bytes' }], // BINBYTES
  [0x43, { width: 1, is: 'bytes' }], // SHORT_BINBYTES
  [0x8e, { width: 8, is: 'bytes' }], // BINBYTES8
  [0x96, { width: 8, is: 'bytes' }], // BYTEARRAY8
  [0x8a, { width: 1, is: 'long' }], // LONG1
  [0x8b, { width: 4, is: 'long' }], // LONG4
] as const);

/** Opcodes whose argument is text up to the end of a line; two lines for GLOBAL and INST. */
export const lines = {
  INT: 0x49,
  LONG: 0x4c,
  FLOAT: 0x46,
  STRING: 0x53,
  UNICODE: 0x56,
  GET: 0x67,
  PUT: 0x70,
  PERSID: 0x50,
  GLOBAL: 0x63,
  INST: 0x69,
} as const;

/** Opcodes with an argument of a fixed size. */
export const sized = {
  BININT: 0x4a,
  BININT1: 0x4b,
  BININT2: 0x4d,
  BINFLOAT: 0x47,
  BINGET: 0x68,
  LONG_BINGET: 0x6a,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  EXT1: 0x82,
  EXT2: 0x83,
  EXT4: 0x84,
  PROTO: 0x80,
  FRAME: 0x95,
} as const;

/** Opcodes that stand alone. */
export const plain = {
  NEXT_BUFFER: 0x97,
  READONLY_BUFFER: 0x98,
  NONE: 0x4e,
  NEWTRUE: 0x88,
  NEWFALSE: 0x89,
  EMPTY_LIST: 0x5d,
  APPEND: 0x61,
  APPENDS: 0x65,
  LIST: 0x6c,
  EMPTY_TUPLE: 0x29,
  TUPLE: 0x74,
  TUPLE1: 0x85,
  TUPLE2: 0x86,
  TUPLE3: 0x87,
  EMPTY_DICT: 0x7d,
  DICT: 0x64,
  SETITEM: 0x73,
  SETITEMS: 0x75,
  EMPTY_SET: 0x8f,
  ADDITEMS: 0x90,
  FROZENSET: 0x91,
  POP: 0x30,
  DUP: 0x32,
  MARK: 0x28,
  POP_MARK: 0x31,
  MEMOIZE: 0x94,
  STACK_GLOBAL: 0x93,
  REDUCE: 0x52,
  BUILD: 0x62,
  OBJ: 0x6f,
  NEWOBJ: 0x81,
  NEWOBJ_EX: 0x92,
  STOP: 0x2e,
  BINPERSID: 0x51,
} as const;

/** How many bytes of argument an opcode of {@link sized} has. */
export const sizes: ReadonlyMap<number, number> = new Map<number, number>([
  [sized.BININT, 4],
  [sized.BININT1, 1],
  [sized.BININT2, 2],
  [sized.BINFLOAT, 8],
  [sized.BINGET, 1],
  [sized.LONG_BINGET, 4],
  [sized.BINPUT, 1],
  [sized.LONG_BINPUT, 4],
  [sized.EXT1, 1],
  [sized.EXT2, 2],
  [sized.EXT4, 4],
  [sized.PROTO, 1],
  [sized.FRAME, 8],
]);

export const plainOpcodes: ReadonlySet<number> = new Set(Object.values(plain));
export const lineOpcodes: ReadonlySet<number> = new Set(Object.values(lines));
