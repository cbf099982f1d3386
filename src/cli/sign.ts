import { readPrivateKey } from '../registry/signing/keys.ts';
import { signPackage, type SignedPackage } from '../registry/signing/signPackage.ts';
import { locateProject } from '../store/project/project.ts';
import { parseArguments } from './arguments.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { packageFolder } from './push.ts';
import { UsageError } from './usage.ts';

/** Where the command line finds the passphrase of a key; it is never an argument. */
const passphraseVariable = 'TRACKLINE_KEY_PASSPHRASE';

/** `trackline sign PACKAGE --key FILE`: signs a package with a key of one's own. */
export async function sign(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: { key: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0 || values.key === undefined) {
    throw new UsageError('Name one package and a key: `trackline sign PACKAGE --key FILE`.');
  }
  using stop = interruption();
  const folder = packageFolder(locateProject(process.cwd()).store, name);
  const signed = await signWith(folder, values.key, stop.signal);
  if (values.json) output.line(JSON.stringify(signed, undefined, 2));
  else output.line(`${signed.signature}: ${signed.digest}, of the key ${signed.key}`);
  return 0;
}

/** Signs a package with the key in a file. @throws {UserError} */
export async function signWith(
  folder: string,
  key: string,
  signal: AbortSignal,
): Promise<SignedPackage> {
  const passphrase = process.env[passphraseVariable];
  const asked = `Set ${passphraseVariable} to its passphrase.`;
  return await signPackage(folder, await readPrivateKey(key, passphrase, asked), signal);
}
