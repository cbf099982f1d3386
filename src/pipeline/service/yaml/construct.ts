import type { Node, NodePair, ParsedDocument } from './parser.ts';
import { YamlProblem } from './problem.ts';
import { isOfCalendar, resolvePlain, resolveTagged, type YamlVersion } from './resolve.ts';
import type { Entry, Scalar, Value } from './values.ts';

const yamlTag = 'tag:yaml.org,2002:';
/** More than any pipeline has; what aliases repeat counts each time. */
const maxValues = 500_000;

/**
 * Makes the values of a parsed document: resolves tags, applies merge keys, and refuses what Python
 * cannot hold.
 *
 * @param problems gets all that is wrong; there is a value of what is left nevertheless.
 */
export function construct(document: ParsedDocument, problems: YamlProblem[]): Value | undefined {
  if (document.root === undefined) return undefined;
  return new Constructor(document.version, problems).value(document.root).value;
}

/** A value and how many values it holds, itself included. */
interface Built {
  readonly value: Value;
  readonly size: number;
}

class Constructor {
  private readonly version: YamlVersion;
  private readonly problems: YamlProblem[];
  private readonly built = new Map<Node, Built>();
  private readonly open = new Set<Node>();
  /** The keys that lead to what is being made. */
  private readonly path: (string | number)[] = [];

  constructor(version: YamlVersion, problems: YamlProblem[]) {
    this.version = version;
    this.problems = problems;
  }

  value(node: Node): Built {
    const known = this.built.get(node);
    if (known !== undefined) return known;
    if (this.open.has(node)) {
      this.problems.push(
        new YamlProblem(
          'yaml-alias',
          'This value holds itself through an alias.',
          node.start,
          Math.max(node.end, node.start + 1),
          [...this.path],
        ),
      );
      return { value: nullAt(node), size: 1 };
    }
    this.open.add(node);
    const made = this.limited(node, this.make(node));
    this.open.delete(node);
    this.built.set(node, made);
    return made;
  }

  private inside(key: string | number, node: Node): Built {
    this.path.push(key);
    const made = this.value(node);
    this.path.pop();
    return made;
  }

  private limited(node: Node, made: Built): Built {
    if (made.size <= maxValues) return made;
    const message = `With its aliases this holds more than ${maxValues} values, which DVC cannot read in reasonable time.`;
    this.report('yaml-size', message, node);
    return { value: nullAt(node), size: 1 };
  }

  private make(node: Node): Built {
    if (node.kind === 'scalar') return { value: this.scalar(node), size: 1 };
    const { start, end, flow, tag } = node;
    if (node.kind === 'list') {
      this.checkTag(node, ['seq', 'omap', 'pairs']);
      const items = node.items.map((item, index) => this.inside(index, item));
      const size = items.reduce((sum, item) => sum + item.size, 1);
      const list = {
        kind: 'list',
        items: items.map(({ value }) => value),
        start,
        end,
        flow,
      } as const;
      return { value: tag === `${yamlTag}omap` ? asMap(list.items, list) : list, size };
    }
    this.checkTag(node, ['map', 'set']);
    if (tag === `${yamlTag}set`) {
      this.entries(node);
      const text = '';
      return {
        value: { kind: 'scalar', type: 'set', value: text, text, style: 'plain', start, end },
        size: 1,
      };
    }
    const { entries, size } = this.entries(node);
    return { value: { kind: 'map', entries, start, end, flow }, size };
  }

  private checkTag(node: Node, allowed: readonly string[]): void {
    const { tag } = node;
    if (tag === undefined || tag === '!') return;
    if (!allowed.some((name) => tag === yamlTag + name)) this.unknownTag(node, tag);
  }

  private unknownTag(node: Node, tag: string): void {
    const shown = tag.startsWith(yamlTag) ? `!!${tag.slice(yamlTag.length)}` : tag;
    const message = `DVC does not know the tag \`${shown}\` here. Remove it, or put the text in quotes.`;
    this.report('yaml-tag', message, node);
  }

  private scalar(node: Extract<Node, { kind: 'scalar' }>): Scalar {
    const { text, style, start, end, tag } = node;
    const base = { kind: 'scalar', text, style, start, end } as const;
    const resolved = this.resolve(tag, text);
    if (resolved === undefined) {
      this.report(
        'yaml-syntax',
        `\`${text}\` looks like a value that it is not. Put it in quotes.`,
        node,
      );
      return { ...base, type: 'str', value: text };
    }
    if (resolved === 'unknown') {
      this.unknownTag(node, tag ?? '');
      return { ...base, type: 'str', value: text };
    }
    if (resolved === 'merge' || resolved === 'value') {
      this.report('yaml-syntax', `\`${text}\` is no value. Put it in quotes.`, node);
      return { ...base, type: 'str', value: text };
    }
    if ((resolved.type === 'date' || resolved.type === 'datetime') && !isOfCalendar(text)) {
      this.report('yaml-syntax', `\`${text}\` is no date of the calendar. Put it in quotes.`, node);
    }
    return { ...base, ...resolved };
  }

  /** A scalar with the tag `!` alone is what it would be without quotes. */
  private resolve(tag: string | undefined, text: string) {
    if (tag === undefined || tag === '!') return resolvePlain(text, this.version);
    return tag.startsWith(yamlTag)
      ? resolveTagged(tag.slice(yamlTag.length), text, this.version)
      : 'unknown';
  }

  private entries(node: Extract<Node, { kind: 'map' }>): { entries: Entry[]; size: number } {
    const merged: Entry[] = [];
    const own: NodePair[] = [];
    let size = 1;
    for (const pair of node.pairs) {
      if (!this.isMerge(pair.key)) {
        own.push(pair);
        continue;
      }
      if (merged.length > 0) {
        this.report(
          'yaml-duplicate-key',
          'A map can have one `<<` only. Give it a list of maps.',
          pair.key,
        );
        continue;
      }
      const { entries, size: more } = this.merge(pair.value);
      merged.push(...entries);
      size += more;
    }
    const byKey = new Map<string, Entry>();
    for (const entry of merged) byKey.set(this.keyOf(entry.key) ?? '', { ...entry, merged: true });
    for (const pair of own) size += this.add(pair, byKey, merged.length === 0);
    return { entries: [...byKey.values()], size };
  }

  private isMerge(key: Node): boolean {
    if (key.kind !== 'scalar') return false;
    const isPlain = key.style === 'plain' && (key.tag === undefined || key.tag === '!');
    return key.tag === `${yamlTag}merge` || (isPlain && key.text === '<<');
  }

  /** Adds a map's own entry. @returns how many values it holds. */
  private add(pair: NodePair, byKey: Map<string, Entry>, unique: boolean): number {
    const isValueSign =
      pair.key.kind === 'scalar' && pair.key.tag === undefined && pair.key.text === '=';
    const keyNode = isValueSign ? { ...pair.key, tag: `${yamlTag}str` } : pair.key;
    const key = this.value(keyNode).value;
    const { value, size } = this.inside(key.kind === 'scalar' ? key.text : '?', pair.value);
    const id = this.keyOf(key);
    if (id === undefined) {
      this.report(
        'yaml-syntax',
        'A map cannot be a key. Put it in quotes if it is meant as text.',
        pair.key,
      );
      return size + 1;
    }
    if (unique && byKey.has(id)) {
      const name = key.kind === 'scalar' ? ` \`${key.text}\`` : '';
      this.report(
        'yaml-duplicate-key',
        `The key${name} is already in this map. Remove one of the two.`,
        pair.key,
      );
    }
    byKey.set(id, { key, value, merged: false });
    return size + 1;
  }

  private merge(node: Node): { entries: Entry[]; size: number } {
    const sources = node.kind === 'list' ? node.items.toReversed() : [node];
    const entries: Entry[] = [];
    let size = 0;
    for (const source of sources) {
      // What is merged into itself adds nothing.
      if (this.open.has(source)) continue;
      if (source.kind !== 'map') {
        const message = 'Behind `<<` a map or a list of maps is expected.';
        this.report('yaml-syntax', message, source);
        continue;
      }
      const built = this.value(source);
      size += built.size;
      if (built.value.kind === 'map') entries.push(...built.value.entries);
    }
    return { entries, size };
  }

  /** What tells a key from others as Python does, to which 1, 1.0 and true are one. */
  private keyOf(key: Value): string | undefined {
    if (key.kind === 'list') {
      // PyYAML makes a list of it, which is no key for Python.
      if (this.version === 'PyYAML') return undefined;
      const items = key.items.map((item) => this.keyOf(item));
      return items.includes(undefined) ? undefined : `[${items.join(',')}]`;
    }
    if (key.kind !== 'scalar' || key.type === 'set') return undefined;
    switch (key.type) {
      case 'bool':
        return `number ${key.value === true ? 1 : 0}`;
      case 'int':
      case 'float':
        return `number ${Number(key.value)}`;
      case 'null':
        return 'null';
      default:
        return `${key.type} ${key.text}`;
    }
  }

  private report(code: YamlProblem['code'], message: string, at: Node): void {
    this.problems.push(new YamlProblem(code, message, at.start, Math.max(at.end, at.start + 1)));
  }
}

function nullAt(node: Node): Scalar {
  const { start, end } = node;
  return { kind: 'scalar', type: 'null', value: null, text: '', style: 'plain', start, end };
}

function asMap(items: readonly Value[], at: { start: number; end: number; flow: boolean }): Value {
  const entries = items.flatMap((item) => (item.kind === 'map' ? item.entries : []));
  return { kind: 'map', entries, start: at.start, end: at.end, flow: at.flow };
}
