import type { KeyObject } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import { pullModel } from '../packaging/pushModel.ts';
import { registryTarget } from '../packaging/registryTarget.ts';
import { readPublicKey } from '../registry/signing/keys.ts';
import { verifyPackage } from '../registry/verifyPackage.ts';
import { credentialsFor } from './registryCredentials.ts';
import { locateProject } from '../store/project/project.ts';
import { readProjectFile } from '../store/project/projectFile.ts';
import { parseArguments } from './arguments.ts';
import { interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage.ts';

/** `trackline pull NAME:VERSION|NAME@DIGEST|NAME@ALIAS REGISTRY [DIR]`: brings a model here and checks it. */
export async function pull(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      ca: { type: 'string' },
      'public-key': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [model, registry, folder, ...others] = positionals;
  const match = /^([^:@]+)(?::([^:@]+)|@(sha256:[0-9a-f]{64})|(@[^:@]+))$/.exec(model ?? '');
  if (match === null || registry === undefined || others.length > 0) {
    throw new UsageError(
      'Name one version of a model and one registry: `trackline pull NAME:VERSION REGISTRY [DIR]`.',
    );
  }
  const [, name = '', tag, digest, alias] = match;
  const keyFile = values['public-key'];
  const key = keyFile === undefined ? undefined : await readPublicKey(keyFile);
  const root = locateProject(process.cwd()).root;
  const target = await registryTarget(
    registry,
    readProjectFile(root).file,
    root,
    values.ca === undefined ? undefined : path.resolve(values.ca),
  );
  using stop = interruption();
  const pulled = await pullModel(
    target,
    name,
    tag ?? digest ?? alias ?? '',
    path.resolve(folder ?? name),
    {
      credentials: credentialsFor(target),
      signal: stop.signal,
      ...(key === undefined ? {} : { publicKey: key }),
    },
  );
  if (key !== undefined) await mustBeSigned(pulled.folder, key, stop.signal);
  if (values.json) output.line(JSON.stringify(pulled, undefined, 2));
  else output.line(`${pulled.folder}: ${pulled.files} files, checked against ${pulled.digest}`);
  return 0;
}

/** Nothing stays here that was not signed by the key. @throws {UserError} */
async function mustBeSigned(folder: string, key: KeyObject, signal: AbortSignal): Promise<void> {
  try {
    const { signature } = await verifyPackage(folder, signal, key);
    if (signature.kind === 'valid') return;
    const why = signature.kind === 'invalid' ? signature.reason : 'It has no signature.';
    throw new UserError(`What was pulled is not signed with that key. ${why}`, 'It is not kept.');
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
