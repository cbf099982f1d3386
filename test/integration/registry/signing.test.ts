import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BuiltPackage, SignatureCheck } from '../../../src/model/modelPackage.ts';
import { OciClient } from '../../../src/registry/oci/ociClient.ts';
import { pullPackage } from '../../../src/registry/oci/pullPackage.ts';
import { pushPackage } from '../../../src/registry/oci/pushPackage.ts';
import { parseReference } from '../../../src/registry/oci/reference.ts';
import { ociVersionsSigned } from '../../../src/registry/oci/versions.ts';
import { LockedKey, readPrivateKey, readPublicKey } from '../../../src/registry/signing/keys.ts';
import { signPackage } from '../../../src/registry/signing/signPackage.ts';
import { signatureFile } from '../../../src/registry/signing/statement.ts';
import { filesBelow, sumsText } from '../../../src/registry/sums.ts';
import { isIntact, verifyPackage } from '../../../src/registry/verifyPackage.ts';
import { testJudges } from '../../harness/python.ts';
import { startDockerRegistry } from './dockerRegistry.ts';
import { startFakeRegistry } from './fakeRegistry.ts';
import { samplePackage } from './samplePackage.ts';

const execute = promisify(execFile);
const passphrase = 'open sesame';

/** The versions of a repository that are listed as signed. */
async function signedVersions(client: OciClient): Promise<readonly string[]> {
  const versions = await ociVersionsSigned(client);
  return versions.filter(({ signed }) => signed).map(({ version }) => version);
}

describe('a package that is signed with a key', () => {
  let folder = '';
  let built: BuiltPackage;
  let versions = 0;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-signing-'));
    await writeKeys('P-256');
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    built = await samplePackage(folder, String((versions += 1)));
  });

  const inFolder = (name: string): string => path.join(folder, name);

  async function writeKeys(curve: string): Promise<void> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
    const pem = { format: 'pem', type: 'pkcs8' } as const;
    await writeFile(inFolder(`${curve}.pem`), privateKey.export(pem));
    await writeFile(
      inFolder(`${curve}.encrypted.pem`),
      privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase }),
    );
    await writeFile(inFolder(`${curve}.pub`), publicKey.export({ format: 'pem', type: 'spki' }));
  }

  async function signed(curve = 'P-256'): Promise<void> {
    await signPackage(built.folder, await readPrivateKey(inFolder(`${curve}.pem`), undefined, ''));
  }

  async function checked(curve = 'P-256'): Promise<SignatureCheck> {
    const key = await readPublicKey(inFolder(`${curve}.pub`));
    return (await verifyPackage(built.folder, undefined, key)).signature;
  }

  /** What the tool of OpenSSF says; it fails when the signature is not right. */
  async function modelSigning(...args: readonly string[]): Promise<string> {
    const { stdout, stderr } = await execute(testJudges(), ['-m', 'model_signing', ...args]);
    return stdout + stderr;
  }
  const realVerify = (curve = 'P-256', of = built.folder): Promise<string> =>
    modelSigning(
      'verify',
      'key',
      of,
      '--signature',
      path.join(of, signatureFile),
      '--public_key',
      inFolder(`${curve}.pub`),
    );

  it('is taken by the tool of OpenSSF, for every curve that it knows', async () => {
    for (const curve of ['P-256', 'P-384', 'P-521']) {
      await writeKeys(curve);
      await rm(path.join(built.folder, signatureFile), { force: true });
      await signed(curve);
      assert.match(await realVerify(curve), /succeeded/i);
      assert.equal((await checked(curve)).kind, 'valid');
    }
  });

  it('is checked by us when that tool signed it', async () => {
    await modelSigning(
      'sign',
      'key',
      built.folder,
      '--signature',
      path.join(built.folder, signatureFile),
      '--private_key',
      inFolder('P-256.pem'),
    );
    assert.equal((await checked()).kind, 'valid');
  });

  it('is not taken when anything was changed, even with its list of sums made anew', async () => {
    await signed();
    await appendFile(path.join(built.folder, 'README.md'), 'x');
    const files = (await filesBelow(built.folder)).filter(
      (file) => !['SHA256SUMS', signatureFile].includes(file.path),
    );
    await writeFile(path.join(built.folder, 'SHA256SUMS'), sumsText(files));
    assert.ok(isIntact(await verifyPackage(built.folder)));
    assert.deepEqual(await checked(), {
      kind: 'invalid',
      reason: 'README.md is not what was signed.',
    });
    await assert.rejects(realVerify());
  });

  it('is not taken when a file came or went', async () => {
    await signed();
    await writeFile(path.join(built.folder, 'extra.py'), '');
    assert.deepEqual(await checked(), { kind: 'invalid', reason: 'extra.py was not signed.' });
    await rm(path.join(built.folder, 'extra.py'));
    await rm(path.join(built.folder, 'conda.yaml'));
    assert.deepEqual(await checked(), {
      kind: 'invalid',
      reason: 'conda.yaml was signed and is missing.',
    });
  });

  it('is not taken when the signature was changed, or is of another key, or not there', async () => {
    assert.deepEqual(await checked(), { kind: 'none' });
    await signed();
    const file = path.join(built.folder, signatureFile);
    const bundle = JSON.parse(await readFile(file, 'utf8')) as {
      dsseEnvelope: { payload: string };
    };
    const statement = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
    const forged = statement.replace(/"digest":"[0-9a-f]/, (start) =>
      start.endsWith('0') ? `${start.slice(0, -1)}1` : `${start.slice(0, -1)}0`,
    );
    bundle.dsseEnvelope.payload = Buffer.from(forged).toString('base64');
    await writeFile(file, JSON.stringify(bundle));
    assert.deepEqual(await checked(), {
      kind: 'invalid',
      reason: 'It was changed, or made with another key.',
    });
    await writeFile(file, '{"mediaType": "text/plain"}');
    assert.match(JSON.stringify(await checked()), /damaged/);
    await signed();
    await writeKeys('P-256');
    assert.deepEqual(await checked(), { kind: 'invalid', reason: 'It was made with another key.' });
  });

  it('keeps a right signature, so that it is pushed as the same, and comes back with it', async () => {
    await signed();
    const before = await readFile(path.join(built.folder, signatureFile), 'utf8');
    await signed();
    assert.equal(await readFile(path.join(built.folder, signatureFile), 'utf8'), before);
    await using registry = await startDockerRegistry('open');
    const reference = parseReference(`${registry.host}/team/weights:${built.version}`);
    using client = await OciClient.connect(reference, () => Promise.resolve(undefined));
    await pushPackage(client, built.folder);
    assert.deepEqual(await signedVersions(client), [built.version]);
    const target = inFolder('pulled');
    await pullPackage(client, target);
    const key = await readPublicKey(inFolder('P-256.pub'));
    assert.equal((await verifyPackage(target, undefined, key)).signature.kind, 'valid');
  });

  for (const kind of ['a real registry, without', 'a registry with'] as const) {
    it(`gets its signature where it was pushed without one: ${kind} the referrers API`, async () => {
      await using registry =
        kind === 'a registry with'
          ? await startFakeRegistry({ referrers: true })
          : await startDockerRegistry('open');
      const reference = parseReference(`${registry.host}/team/weights:${built.version}`);
      using client = await OciClient.connect(reference, () => Promise.resolve(undefined));
      const unsigned = await pushPackage(client, built.folder);
      const pull = async (publicKey?: KeyObject): Promise<SignatureCheck> => {
        const target = await mkdtemp(inFolder('attached-'));
        await rm(target, { recursive: true });
        await pullPackage(client, target, undefined, publicKey);
        const { signature } = await verifyPackage(target, undefined, publicKey);
        if (signature.kind === 'valid') await realVerify('P-256', target);
        return signature;
      };
      assert.equal((await pull()).kind, 'none');
      assert.deepEqual(await signedVersions(client), []);

      await writeKeys('P-256');
      await signed();
      const again = await pushPackage(client, built.folder);
      assert.deepEqual([again.digest, again.uploaded], [unsigned.digest, 1]);
      assert.equal((await pushPackage(client, built.folder)).uploaded, 0);
      const key = await readPublicKey(inFolder('P-256.pub'));
      assert.equal((await pull()).kind, 'unchecked');
      assert.equal((await pull(key)).kind, 'valid');
      assert.deepEqual(
        (await ociVersionsSigned(client)).map(({ version, digest }) => [version, digest]),
        [[built.version, unsigned.digest]],
      );
      assert.deepEqual(await signedVersions(client), [built.version]);

      // Somebody else signs it too, and each is found by whoever trusts that key.
      await writeKeys('P-384');
      await rm(path.join(built.folder, signatureFile));
      await signed('P-384');
      assert.equal((await pushPackage(client, built.folder)).uploaded, 1);
      assert.equal((await pull(key)).kind, 'valid');
      // Another content is refused as before.
      const other = await samplePackage(inFolder('.'), `${built.version}0`);
      await assert.rejects(pushPackage(client, other.folder), /exists with another content/);
    });
  }

  it('is not signed once it was changed, nor with a key that cannot be used', async () => {
    await assert.rejects(readPrivateKey(inFolder('none.pem'), undefined, ''), /cannot be read/);
    await assert.rejects(readPrivateKey(inFolder('P-256.pub'), undefined, ''), /no private key/);
    await assert.rejects(readPublicKey(inFolder('P-256.pem')), /no public key/);
    const encrypted = inFolder('P-256.encrypted.pem');
    await assert.rejects(readPrivateKey(encrypted, undefined, ''), LockedKey);
    await assert.rejects(readPrivateKey(encrypted, 'wrong', ''), LockedKey);
    const key = await readPrivateKey(encrypted, passphrase, '');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    await assert.rejects(signPackage(built.folder, rsa), /kind that models are not signed with/);
    await appendFile(path.join(built.folder, 'README.md'), 'x');
    await assert.rejects(signPackage(built.folder, key), /was changed after it was built/);
  });
});
