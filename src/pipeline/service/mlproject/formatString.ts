/**
 * The names in the braces of a Python format string, which an MLproject command is. All its values are
 * text.
 * @returns a sentence when Python cannot format it.
 */
export function fieldNames(text: string): string[] | string {
  const names: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if ((char === '{' || char === '}') && text.charAt(at + 1) === char) at += 1;
    else if (char === '}') return 'A `}` without `{`. Write `}}` for a brace.';
    else if (char === '{') {
      const close = closingBrace(text, at);
      if (close < 0) return 'A `{` is never closed. Write `{{` for a brace.';
      const inside = namesOfField(text.slice(at + 1, close));
      if (typeof inside === 'string') return inside;
      names.push(...inside);
      at = close;
    }
  }
  return names;
}

/** What follows a name may not hold a brace before its `]`, which Python looks for first. */
function closingBrace(text: string, open: number): number {
  let depth = 0;
  let inIndex = false;
  for (let at = open; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (inIndex) inIndex = char !== ']';
    else if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    else if (char === '[' && depth > 0) inIndex = true;
    if (depth === 0) return at;
  }
  return -1;
}

/** One field: `name`, what is looked up in it, `!r` and `:format`. */
function namesOfField(field: string): string[] | string {
  const [whole = '', name = '', path = ''] =
    /^([^.[:!]*)((?:\.[^.[:!]*|\[[^\]]*\])*)/.exec(field) ?? [];
  const rest = field.slice(whole.length);
  const shown = `\`{${field}}\``;
  const advice = 'Write `{{` and `}}` for braces.';
  if (/\.(?![^.[])|\[\]/.test(path))
    return `${shown} names nothing behind its dot or bracket. ${advice}`;
  const [first = ''] = path;
  if (first === '.' && !attributes.has(/^\.([^.[]*)/.exec(path)?.[1] ?? '')) {
    return `A parameter is text, in which ${shown} cannot look anything up. ${advice}`;
  }
  if (first === '[' && !/^(?:\[\d+\])+$/.test(path)) {
    return `A parameter is text, in which ${shown} cannot look anything up. ${advice}`;
  }
  const [, conversion, colon, format = ''] = /^(?:!(.?))?(?:(:)([^]*))?$/.exec(rest) ?? [
    undefined,
    '',
  ];
  if (conversion !== undefined && !/^[rsa]$/.test(conversion)) {
    return `${shown} has an unknown conversion behind its \`!\`. ${advice}`;
  }
  if (colon === undefined) return [name];
  if (format.includes('{')) {
    const nested = fieldNames(format);
    return typeof nested === 'string' ? nested : [name, ...nested];
  }
  return first === '.' || textFormat.test(format)
    ? [name]
    : `${shown} has a format that is none for text, which all parameters are. ${advice}`;
}

/** The format of a text: how it is filled up, how wide it is, and how much of it is taken. */
const textFormat = /^(?:[^]?[<>^])?0?\d*(?:\.\d+)?s?$/;

/** What Python's text has under a name. */
const attributes = new Set(
  'capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill __class__ __doc__ __len__'.split(
    ' ',
  ),
);
