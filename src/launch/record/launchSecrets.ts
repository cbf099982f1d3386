import { errorText } from '../../model/errors.ts';
import type { KnownSecret, SecretKnowledge } from '../../model/secrets/known.ts';
import type { SecretsToMask } from '../output/fileMask.ts';
import { notRecorded } from './watchCommand.ts';

/** What is known to be secret in one launch, and what the person was told of. */
export class LaunchSecrets {
  readonly knowledge: SecretKnowledge;
  readonly #warn: (text: string) => void;

  /**
   * @param knowledge of what the command was given and logs.
   * @param warn told once of each secret that is masked.
   */
  constructor(knowledge: SecretKnowledge, warn: (text: string) => void) {
    this.knowledge = knowledge;
    this.#warn = warn;
  }

  /** For a file that the command writes; `what` it is, for the person: `output`. */
  masking(what: 'output' | 'events' | 'notebook'): SecretsToMask {
    const { knowledge } = this;
    const warn = this.#warn;
    const known = (): readonly KnownSecret[] =>
      what === 'output' ? knowledge.known : knowledge.known.flatMap(inJson);
    return {
      get known() {
        return known();
      },
      onFound: (name) => {
        if (what === 'output') warn(`What looks like a secret is masked in the output: ${name}.`);
        if (what === 'notebook')
          warn(`What looks like a secret is masked in the notebook: ${name}.`);
      },
      onFailure: (error) => warn(notRecorded(`secrets are not masked (${errorText(error)})`)),
    };
  }
}

/** A value as it is, and as a JSON text has it. */
function inJson({ name, value }: KnownSecret): KnownSecret[] {
  const quoted = JSON.stringify(value).slice(1, -1);
  const ascii = quoted.replaceAll(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [...new Set([value, quoted, ascii])].map((text) => ({ name, value: text }));
}
