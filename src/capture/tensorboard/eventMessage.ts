import { sessionParams } from './hparams.ts';
import { MessageReader, StringCache, wire } from './protobuf.ts';
import { scalarOfTensor } from './tensorValue.ts';

/** What a TensorBoard event file says of a run. */
export type TensorBoardEvent =
  | {
      readonly kind: 'scalar';
      readonly tag: string;
      readonly step: number;
      /** Milliseconds since the epoch. */
      readonly timestamp: number;
      readonly value: number;
    }
  /** The hyper-parameters of a session, as TensorBoard's plugin for them stores them. */
  | { readonly kind: 'hparams'; readonly params: Readonly<Record<string, string>> }
  /** The writer started again at `step`: steps from there on in what came before are void. */
  | { readonly kind: 'restart'; readonly step: number };

/** Gets what is read, in order. */
export type TakeEvent = (event: TensorBoardEvent) => void;

const sessionTag = '_hparams_/session_start_info';

/**
 * Reads the messages of one event file, in order: only the first value of a tag need say which
 * plugin it belongs to, so the reader remembers it. Field numbers are those of TensorFlow's
 * `event.proto`, `summary.proto` and `tensor.proto`. Images, histograms, texts, graphs and the
 * like pass by.
 */
export class EventReader {
  readonly #reader = new MessageReader();
  readonly #tags = new StringCache();
  readonly #pluginOfTag = new Map<string, string>();

  /**
   * Passes on what the record from `start` up to `end` says; throws `MalformedMessage` when it is
   * no event.
   */
  read(take: TakeEvent, bytes: Uint8Array, start = 0, end = bytes.length): void {
    const reader = this.#reader;
    reader.open(bytes, start, end);
    let timestamp = 0;
    let step = 0;
    let summaryStart = -1;
    let summaryEnd = -1;
    let restart = false;
    while (reader.next()) {
      if (reader.is(1, wire.fixed64)) timestamp = reader.double();
      else if (reader.is(2, wire.varint)) step = reader.int64();
      else if (reader.is(5, wire.bytes)) {
        const outer = reader.enter();
        summaryStart = reader.at;
        summaryEnd = reader.end;
        reader.leave(outer);
      } else if (reader.is(7, wire.bytes)) restart = this.#isStart();
      else reader.skip();
    }
    if (restart) take({ kind: 'restart', step });
    if (summaryStart < 0) return;
    reader.open(bytes, summaryStart, summaryEnd);
    while (reader.next()) {
      if (reader.is(1, wire.bytes)) {
        const outer = reader.enter();
        this.#value(take, bytes, step, Math.round(timestamp * 1000));
        reader.leave(outer);
      } else reader.skip();
    }
  }

  /** Status 1 of a `SessionLog` is START. */
  #isStart(): boolean {
    const reader = this.#reader;
    let status = 0;
    const outer = reader.enter();
    while (reader.next()) {
      if (reader.is(1, wire.varint)) status = reader.int64();
      else reader.skip();
    }
    reader.leave(outer);
    return status === 1;
  }

  #value(take: TakeEvent, bytes: Uint8Array, step: number, timestamp: number): void {
    const reader = this.#reader;
    let tag = '';
    let value: number | undefined;
    let tensorStart = -1;
    let tensorEnd = -1;
    let metadata: Metadata | undefined;
    while (reader.next()) {
      if (reader.is(1, wire.bytes)) tag = reader.repeatedString(this.#tags);
      else if (reader.is(2, wire.fixed32)) value = reader.float();
      else if (reader.is(8, wire.bytes)) {
        const outer = reader.enter();
        tensorStart = reader.at;
        tensorEnd = reader.end;
        reader.leave(outer);
      } else if (reader.is(9, wire.bytes)) metadata = this.#metadata();
      else reader.skip();
    }
    if (metadata !== undefined) this.#pluginOfTag.set(tag, metadata.plugin);
    if (value === undefined && (tensorStart >= 0 || metadata !== undefined)) {
      const plugin = this.#pluginOfTag.get(tag) ?? '';
      if (plugin === 'hparams' && tag === sessionTag && metadata !== undefined) {
        const params = sessionParams(metadata.content);
        if (params !== undefined) take({ kind: 'hparams', params });
        return;
      }
      if (tensorStart >= 0 && (plugin === 'scalars' || plugin === '')) {
        const { end } = reader;
        reader.open(bytes, tensorStart, tensorEnd);
        value = scalarOfTensor(reader);
        reader.open(bytes, end, end);
      }
    }
    if (value !== undefined) take({ kind: 'scalar', tag, step, timestamp, value });
  }

  #metadata(): Metadata {
    const reader = this.#reader;
    let plugin = '';
    let content: Uint8Array = new Uint8Array();
    const outer = reader.enter();
    while (reader.next()) {
      if (!reader.is(1, wire.bytes)) {
        reader.skip();
        continue;
      }
      const data = reader.enter();
      while (reader.next()) {
        if (reader.is(1, wire.bytes)) plugin = reader.string();
        else if (reader.is(2, wire.bytes)) content = reader.bytes();
        else reader.skip();
      }
      reader.leave(data);
    }
    reader.leave(outer);
    return { plugin, content };
  }
}

/** Which plugin a value is for, with what the plugin says of it. */
interface Metadata {
  readonly plugin: string;
  readonly content: Uint8Array;
}
