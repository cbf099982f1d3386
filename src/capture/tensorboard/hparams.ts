import { MessageReader, wire } from './protobuf.ts';

/**
 * The hyper-parameters in the content of TensorBoard's `hparams` plugin when it starts a session
 * (`plugin_data.proto`); undefined when it holds something else.
 */
export function sessionParams(content: Uint8Array): Readonly<Record<string, string>> | undefined {
  const reader = new MessageReader();
  reader.open(content);
  let params: Record<string, string> | undefined;
  while (reader.next()) {
    if (!reader.is(3, wire.bytes)) {
      reader.skip();
      continue;
    }
    params ??= {};
    const outer = reader.enter();
    while (reader.next()) {
      if (reader.is(1, wire.bytes)) {
        const [name, value] = mapEntry(reader);
        params[name] = value;
      } else reader.skip();
    }
    reader.leave(outer);
  }
  return params;
}

function mapEntry(reader: MessageReader): [name: string, value: string] {
  let name = '';
  let value = '';
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) name = reader.string();
    else if (reader.is(2, wire.bytes)) value = scalarText(reader);
    else reader.skip();
  }
  reader.leave(outer);
  return [name, value];
}

/** A `google.protobuf.Value` that holds a scalar, as text. */
function scalarText(reader: MessageReader): string {
  let text = '';
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.is(2, wire.fixed64)) text = String(reader.double());
    else if (reader.is(3, wire.bytes)) text = reader.string();
    else if (reader.is(4, wire.varint)) {
      text = reader.int64() === 0 ? 'false' : 'true';
    } else reader.skip();
  }
  reader.leave(outer);
  return text;
}
