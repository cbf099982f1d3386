import { YamlProblem } from './problem.ts';
import { code, isBlank, isLineEnd, type Reader } from './reader.ts';
import type { Token } from './tokens.ts';

type Directive = Extract<Token, { type: 'directive' }>['directive'];

/** Reads `%YAML 1.2`, `%TAG ! prefix` or a directive that YAML does not know. */
export function readDirective(reader: Reader): Directive {
  const { position: start } = reader;
  reader.skipToLineEnd();
  const line = reader.text.slice(start, reader.position);
  const { position: end } = reader;
  reader.lineBreak();
  const version = /^%YAML +(\d+)\.(\d+)(?: +#.*| *)$/.exec(line);
  if (version !== null) {
    const numbers = [Number(version[1]), Number(version[2])] as const;
    if (numbers[0] !== 1) {
      const message = 'Only YAML 1.1 and 1.2 can be read.';
      throw new YamlProblem('yaml-syntax', message, start, end);
    }
    return { name: 'YAML', version: numbers };
  }
  const tag = /^%TAG +(!(?:[\w-]*!)?) +([\w\-;/?:@&=+$,.!~*'()[\]%#]+) *$/.exec(line);
  if (tag !== null) return { name: 'TAG', handle: tag[1] ?? '!', prefix: tag[2] ?? '' };
  if (/^%(?!YAML\b|TAG\b)[\w\-:.]+(?: .*)?$/.test(line)) return { name: 'other' };
  const message = 'This directive is not complete.';
  throw new YamlProblem('yaml-syntax', message, start, Math.max(end, start + 1));
}

const anchorEnds = new Set(Array.from('?:,[]{}%@`', (char) => char.charCodeAt(0)));
const notInAnchors = new Set(Array.from(',[]{}', (char) => char.charCodeAt(0)));

/** Reads the name behind `&` or `*`. @throws YamlProblem where there is none. */
export function readAnchorName(reader: Reader): string {
  const { position: start } = reader;
  reader.skip();
  let length = 0;
  for (let char = reader.peek(); isAnchorChar(char); char = reader.peek(length)) length += 1;
  const name = reader.take(length);
  const next = reader.peek();
  if (length === 0 || !(isBlank(next) || anchorEnds.has(next))) {
    const message = `A name must follow \`${reader.text.charAt(start)}\`. Put the text in quotes if it is none.`;
    throw new YamlProblem('yaml-syntax', message, start);
  }
  return name;
}

function isAnchorChar(char: number): boolean {
  return char !== code.byteOrderMark && !isBlank(char) && !notInAnchors.has(char);
}

const inTags = /[\w\-;/?:@&=+$,.!~*'()[\]%#]*/y;

/** Reads a tag such as `!!str` or `!<tag:yaml.org,2002:str>`. @throws YamlProblem for a broken one. */
export function readTag(reader: Reader): { handle: string | undefined; suffix: string } {
  const { position: start } = reader;
  const { text } = reader;
  let tag: { handle: string | undefined; suffix: string };
  const short = text.startsWith('!!', start) ? '!!' : '!';
  reader.skip(short.length);
  const next = reader.peek();
  if (next === 60 /* < */) {
    reader.skip();
    tag = { handle: undefined, suffix: readUri(reader, start) };
    if (reader.peek() !== 62 /* > */) throw broken(start, reader.position);
    reader.skip();
  } else if (isBlank(next)) {
    tag = { handle: undefined, suffix: short };
  } else {
    const named =
      short === '!' ? /^[\w-]+!/.exec(text.slice(reader.position, reader.position + 100)) : null;
    if (named !== null) reader.skip(named[0].length);
    tag = { handle: short + (named?.[0] ?? ''), suffix: readUri(reader, start) };
  }
  const behind = reader.peek();
  if (behind === code.tab || !(behind === code.space || isLineEnd(behind))) {
    throw broken(start, reader.position);
  }
  return tag;
}

function readUri(reader: Reader, start: number): string {
  inTags.lastIndex = reader.position;
  const uri = inTags.exec(reader.text)?.[0] ?? '';
  if (uri === '' || /%(?![\da-fA-F]{2})/.test(uri)) throw broken(start, reader.position + 1);
  reader.skip(uri.length);
  try {
    return decodeURIComponent(uri);
  } catch (error) {
    if (error instanceof URIError) throw broken(start, reader.position);
    throw error;
  }
}

function broken(start: number, end: number): YamlProblem {
  const message = 'This tag is not complete. Put the text in quotes if it is none.';
  return new YamlProblem('yaml-tag', message, start, Math.max(end, start + 1));
}
