/** A text as a bundle of translations has it, with its holes. */
interface Template {
  readonly form: RegExp;
  /** Which hole each group of `form` stands for. */
  readonly holes: readonly number[];
  readonly translation: string;
  /** How much of it is fixed. */
  readonly weight: number;
}

/** Characters that a template with holes must have besides them to be told from others. */
const leastWeight = 10;
/** A sentence ends, and another one begins. */
const boundary = /[.?!] (?=[\p{Lu}`“])/gu;
/** What may fill a hole: no end of a sentence. */
const filling = '((?:(?![.?!] [\\p{Lu}`“])[\\s\\S])+?)';
const hole = /\{(\d+)\}/g;

/**
 * Translates sentences that were made in another process, or long ago: a run's record, a failure
 * of the tracker. They come whole, so each is looked for among the texts that have translations,
 * with what fills their `{0}` read back. What is not found stays as it is.
 */
export class Translation {
  readonly #texts: Readonly<Record<string, string>>;
  readonly #templates: readonly Template[];

  /** @param texts English → translation, with the same `{0}`, `{1}`, … in both. */
  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = texts;
    this.#templates = Object.entries(texts)
      .filter(([english]) => /\{\d+\}/.test(english) && /[.?!](?: \{\d+\})?$/.test(english))
      .map(([english, translation]) => template(english, translation))
      .filter(({ weight }) => weight >= leastWeight)
      .sort((a, b) => b.weight - a.weight);
  }

  /** One sentence or several, each in the other language where that is known. */
  of(text: string): string {
    const ends = Array.from(text.matchAll(boundary), ({ index }) => index + 1);
    // Some texts are two sentences, so the most that is known as one comes first.
    for (const end of [text.length, ...ends.toReversed()]) {
      const known = this.#whole(text.slice(0, end));
      if (known !== undefined) return known + this.#rest(text, end);
    }
    const [end = text.length] = ends;
    return text.slice(0, end) + this.#rest(text, end);
  }

  #rest(text: string, from: number): string {
    return from === text.length ? '' : ` ${this.of(text.slice(from + 1))}`;
  }

  #whole(sentence: string): string | undefined {
    const exact = Object.hasOwn(this.#texts, sentence) ? this.#texts[sentence] : undefined;
    if (exact !== undefined) return exact;
    for (const { form, holes, translation } of this.#templates) {
      const found = form.exec(sentence);
      if (found === null) continue;
      const values = new Map(holes.map((number, index) => [number, found[index + 1] ?? '']));
      return translation.replaceAll(hole, (all, number: string) => {
        const value = values.get(Number(number));
        // It may be a sentence itself.
        return value === undefined ? all : (this.#whole(value) ?? value);
      });
    }
    return undefined;
  }
}

function template(english: string, translation: string): Template {
  const holes: number[] = [];
  const parts = english.split(/(\{\d+\})/).map((part) => {
    const number = /^\{(\d+)\}$/.exec(part)?.[1];
    if (number === undefined) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    // The same again is the same text again.
    const group = holes.indexOf(Number(number)) + 1;
    if (group > 0) return `\\${group}`;
    holes.push(Number(number));
    return filling;
  });
  return {
    form: new RegExp(`^${parts.join('')}$`, 'u'),
    holes,
    translation,
    weight: english.replaceAll(hole, '').length,
  };
}
