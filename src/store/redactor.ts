import { redact, redactValues } from '../model/redaction.ts';
import { withoutKnown, type SecretKnowledge } from '../model/secrets/known.ts';

/**
 * Masks secrets on their way into the store: what their names or forms tell, and the values that
 * whoever opened the store knows of.
 */
export class Redactor {
  /** Of who records a launch; it learns what the launch logs in secret. */
  knowledge: SecretKnowledge | undefined;

  /** Parameters or tags. */
  values(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    this.knowledge?.learn(values);
    const masked = redactValues(values).values;
    const known = this.knowledge?.known ?? [];
    if (known.length === 0) return masked;
    return Object.fromEntries(
      Object.entries(masked).map(([name, value]) => [name, withoutKnown(value, known)]),
    );
  }

  /** A text of a client's, such as where a dataset came from. */
  text(text: string): string {
    return redact(withoutKnown(text, this.knowledge?.known ?? [])).text;
  }
}
