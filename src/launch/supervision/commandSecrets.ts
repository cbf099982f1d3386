import { redactArguments } from '../../model/redaction.ts';
import { knownSecrets, withoutKnown, type KnownSecret } from '../../model/secrets/known.ts';
import type { LaunchSpec } from '../launchSpec.ts';

/** What a command is given in secret. */
export function secretsOf(spec: LaunchSpec, env: NodeJS.ProcessEnv): KnownSecret[] {
  return knownSecrets({ ...env, ...spec.params }, spec.argv);
}

/** A command line without what looks like a secret, and without what is known to be one. */
export function withoutSecrets(
  argv: readonly string[],
  known: readonly KnownSecret[],
): { readonly argv: readonly string[]; readonly found: number } {
  const masked = redactArguments(argv);
  const without = masked.argv.map((argument) => withoutKnown(argument, known));
  const more = without.filter((argument, index) => argument !== masked.argv[index]).length;
  return { argv: without, found: masked.found + more };
}
