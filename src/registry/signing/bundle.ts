import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import { payloadType } from './statement.ts';

/*
 * The file of a signature: a Sigstore bundle around a DSSE envelope, signed with a key of one's
 * own. Sources: sigstore/protobuf-specs bundle v0.3, secure-systems-lab/dsse v1.
 */

/** Media type of a signature. */
export const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** Curve → the digest that goes with it. */
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
};

/** The digest to sign with. @throws {UserError} when the key is of another kind. */
export function digestFor(key: KeyObject): string {
  const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
  const digest = key.asymmetricKeyType === 'ec' ? curves[curve] : undefined;
  if (digest !== undefined) return digest;
  throw new UserError(
    'The key is of a kind that models are not signed with.',
    'Make one with `openssl ecparam -name prime256v1 -genkey -noout -out key.pem`.',
  );
}

/** What a key is known by: the digest of its public part as PEM text. */
export function keyHint(publicKey: KeyObject): string {
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  return createHash('sha256').update(pem).digest('hex');
}

/** What is signed: the pre-authentication encoding of DSSE. */
function signedBytes(payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ]);
}

/** Signs a statement. @param publicKey of `privateKey` */
export function bundleText(statement: string, privateKey: KeyObject, publicKey: KeyObject): string {
  const payload = Buffer.from(statement);
  const signature = sign(digestFor(privateKey), signedBytes(payload), privateKey);
  return JSON.stringify({
    mediaType: bundleType,
    verificationMaterial: { publicKey: { hint: keyHint(publicKey) }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType,
      signatures: [{ sig: signature.toString('base64'), keyid: '' }],
    },
  });
}

const bundleForm = v.object({
  mediaType: v.literal(bundleType),
  verificationMaterial: v.object({
    publicKey: v.object({ hint: v.optional(v.nullable(v.string())) }),
  }),
  dsseEnvelope: v.object({
    payload: v.string(),
    payloadType: v.literal(payloadType),
    signatures: v.pipe(v.array(v.object({ sig: v.string() })), v.minLength(1)),
  }),
});

/** A signature's file, of which nothing is believed yet. */
export interface ReadBundle {
  /** What the key says it is known by. */
  readonly hint?: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** @throws {UserError} when it is of another form. */
export function readBundle(text: string): ReadBundle {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), bundleForm), text);
  if (!parsed.success) {
    throw new UserError(
      'The signature is damaged, or was not made with a key.',
      'Verify it with the tool that made it.',
    );
  }
  const { verificationMaterial, dsseEnvelope } = parsed.output;
  const { hint } = verificationMaterial.publicKey;
  return {
    ...(hint ? { hint } : {}),
    payload: Buffer.from(dsseEnvelope.payload, 'base64'),
    signature: Buffer.from(dsseEnvelope.signatures[0]?.sig ?? '', 'base64'),
  };
}

/** Whether a key made a signature. @throws {UserError} when the key is of another kind */
export function isSignedBy({ payload, signature }: ReadBundle, publicKey: KeyObject): boolean {
  return verify(digestFor(publicKey), signedBytes(payload), publicKey, signature);
}

/** Whether a signature's file is one that a key made; false for what is none. */
export function isMadeBy(text: string, publicKey: KeyObject): boolean {
  try {
    return isSignedBy(readBundle(text), publicKey);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
