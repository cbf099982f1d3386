import path from 'node:path';
import { isIntact, verifyPackage } from '../registry/verifyPackage.ts';
import { parseArguments } from './arguments.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage.ts';

/** `trackline verify FOLDER`: checks every file of a package. Exit code 1 when one differs. */
export async function verify(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: { digest: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw new UsageError('Name the folder of one package: `trackline verify FOLDER`.');
  }
  using stop = interruption();
  const found = await verifyPackage(path.resolve(folder), stop.signal);
  const isWanted = values.digest === undefined || values.digest === found.digest;
  const intact = isIntact(found) && isWanted;
  if (values.json) output.line(JSON.stringify({ intact, ...found }, undefined, 2));
  else {
    for (const file of found.changed) output.line(`changed  ${file}`);
    for (const file of found.missing) output.line(`missing  ${file}`);
    for (const file of found.added) output.line(`added    ${file}`);
    if (!isWanted) output.line(`digest   ${found.digest} is not the one that was asked for`);
    output.line(
      intact ? `${found.files} files are intact: ${found.digest}` : 'The package was changed.',
    );
  }
  return intact ? 0 : 1;
}
