import { Translation } from '../../model/translation.ts';
import korean from './pipelineTexts.ko.json' with { type: 'json' };

/** Says what the language server says in a person's language. It speaks English itself. */
export class PipelineTexts {
  readonly #translation: Translation | undefined;

  /** @param language as the editor names it: `ko`, `ko-kr`, `en` */
  constructor(language: string) {
    const known = /^ko\b/i.test(language);
    this.#translation = known ? new Translation(korean) : undefined;
  }

  /** One sentence or several; what has no translation stays as it is. */
  sentence(text: string): string {
    return this.#translation?.of(text) ?? text;
  }

  /** The title of a command, which has no full stop; among the texts it has one. */
  title(text: string): string {
    return this.sentence(`${text}.`).replace(/\.$/, '');
  }
}
