import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SignatureCheck } from '../model/modelPackage.ts';
import { readPublicKey } from '../registry/signing/keys.ts';
import { isIntact, verifyPackage } from '../registry/verifyPackage.ts';
import { locateProject } from '../store/project/project.ts';
import { parseArguments } from './arguments.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { packageFolder } from './push.ts';
import { UsageError } from './usage.ts';

/**
 * `trackline verify PACKAGE`: checks every file of a package, and its signature. Exit code 1 when one
 * differs.
 */
export async function verify(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      digest: { type: 'string' },
      'public-key': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) {
    throw new UsageError('Name one package: `trackline verify PACKAGE`.');
  }
  // A package that was brought here from elsewhere is checked without a project.
  const folder = existsSync(name)
    ? path.resolve(name)
    : packageFolder(locateProject(process.cwd()).store, name);
  using stop = interruption();
  const keyFile = values['public-key'];
  const key = keyFile === undefined ? undefined : await readPublicKey(keyFile);
  const found = await verifyPackage(folder, stop.signal, key);
  const isWanted = values.digest === undefined || values.digest === found.digest;
  // Without a key a signature is told and not counted; with one there must be one of that key.
  const isSigned = key === undefined || found.signature.kind === 'valid';
  const intact = isIntact(found) && isWanted && isSigned;
  if (values.json) output.line(JSON.stringify({ intact, ...found }, undefined, 2));
  else {
    for (const file of found.changed) output.line(`changed  ${file}`);
    for (const file of found.missing) output.line(`missing  ${file}`);
    for (const file of found.added) output.line(`added    ${file}`);
    if (!isWanted) output.line(`digest   ${found.digest} is not the one that was asked for`);
    output.line(signatureLine(found.signature));
    output.line(
      intact
        ? `${found.files} files are intact: ${found.digest}`
        : isSigned
          ? 'The package was changed.'
          : 'The package is not what was signed with that key.',
    );
  }
  return intact ? 0 : 1;
}

function signatureLine(check: SignatureCheck): string {
  switch (check.kind) {
    case 'none':
      return 'signature  none';
    case 'unchecked':
      return `signature  not checked (--public-key FILE)${check.key === undefined ? '' : `, of the key ${check.key}`}`;
    case 'valid':
      return `signature  right, of the key ${check.key}`;
    case 'invalid':
      return `signature  wrong: ${check.reason}`;
  }
}
