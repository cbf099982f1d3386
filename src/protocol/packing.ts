/*
 * Messages go into a webview as JSON, which has no NaN and no infinity, with the whole buffer
 * behind each typed array beside it. What is packed here comes out of `unpack` as it went in.
 */

/** A number that JSON does not know, in the place of it. */
interface OddNumber {
  readonly $number: string;
}

/** A value in a form that survives the way into a webview. */
export function pack(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : ({ $number: String(value) } satisfies OddNumber);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return ownBuffer(value);
  if (Array.isArray(value)) {
    return value.every((each) => typeof each === 'string')
      ? value
      : value.map((each) => pack(each));
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, pack(each)]));
}

/** What `pack` was given. */
export function unpack(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    return value.every((each) => typeof each === 'string')
      ? value
      : value.map((each) => unpack(each));
  }
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === '$number') return Number(only[1]);
  return Object.fromEntries(entries.map(([key, each]) => [key, unpack(each)]));
}

/** The array alone in its buffer. */
function ownBuffer(view: ArrayBufferView): ArrayBufferView {
  if (view.byteLength === view.buffer.byteLength) return view;
  if (view instanceof Float64Array) return view.slice();
  if (view instanceof Float32Array) return view.slice();
  if (view instanceof Int32Array) return view.slice();
  if (view instanceof Uint32Array) return view.slice();
  if (view instanceof Uint8Array) return Uint8Array.from(view);
  return view;
}
