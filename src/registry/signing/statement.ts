import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';

/*
 * What a signature of a model says: which files it has, and the digest of each. Source: OpenSSF
 * Model Signing 1.0, an in-toto statement.
 */

/** Name of the signature in a package; it is signed by nothing and on no list of sums. */
export const signatureFile = 'model.sig';
export const payloadType = 'application/vnd.in-toto+json';
const statementType = 'https://in-toto.io/Statement/v1';
/** What a signature says, as other tools look for it. */
export const predicateType = 'https://model_signing/signature/v1.0';
/** Left out at the top of the folder alone. */
const ignored = ['.git', '.gitattributes', '.github', '.gitignore', signatureFile];

/** Path → hexadecimal SHA-256 of every file that is signed. */
export type SignedFiles = ReadonlyMap<string, string>;

/** The files of a folder that a signature covers. */
export function signedPart(files: SignedFiles, ignore: readonly string[] = ignored): SignedFiles {
  const tops = new Set(ignore);
  return new Map([...files].filter(([file]) => !tops.has(file.split('/', 1)[0] ?? '')));
}

/** The statement about a model's files, as it is signed. */
export function statementText(name: string, files: SignedFiles): string {
  const sorted = [...signedPart(files)].toSorted(([a], [b]) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  return JSON.stringify({
    _type: statementType,
    subject: [{ name, digest: { sha256: rootDigest(sorted.map(([, digest]) => digest)) } }],
    predicateType,
    predicate: {
      serialization: {
        method: 'files',
        hash_type: 'sha256',
        allow_symlinks: false,
        ignore_paths: ignored,
      },
      resources: sorted.map(([path, digest]) => ({ name: path, algorithm: 'sha256', digest })),
    },
  });
}

/** SHA-256 over the digests themselves, in their order. */
function rootDigest(digests: readonly string[]): string {
  const hash = createHash('sha256');
  for (const digest of digests) hash.update(Buffer.from(digest, 'hex'));
  return hash.digest('hex');
}

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const statementForm = v.object({
  _type: v.literal(statementType),
  subject: v.tuple([v.object({ name: v.string(), digest: v.object({ sha256 }) })]),
  predicateType: v.literal(predicateType),
  predicate: v.object({
    serialization: v.object({
      method: v.literal('files'),
      hash_type: v.literal('sha256'),
      ignore_paths: v.optional(v.array(v.string()), []),
    }),
    resources: v.array(
      v.object({ name: v.string(), algorithm: v.literal('sha256'), digest: sha256 }),
    ),
  }),
});

/** What a signature that was found to be right says. */
export interface SignedStatement {
  readonly files: SignedFiles;
  /** Left out at the top of the folder. */
  readonly ignored: readonly string[];
}

/** @throws {UserError} when it is of another form, or does not agree with itself. */
export function readStatement(text: string): SignedStatement {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), statementForm), text);
  if (!parsed.success) {
    throw new UserError(
      'The signature says something else than the SHA-256 of each file.',
      'Verify it with the tool that made it.',
    );
  }
  const { subject, predicate } = parsed.output;
  if (rootDigest(predicate.resources.map(({ digest }) => digest)) !== subject[0].digest.sha256) {
    throw new UserError('The signature does not agree with itself.', 'Do not use the model.');
  }
  return {
    files: new Map(predicate.resources.map(({ name, digest }) => [name, digest])),
    ignored: predicate.serialization.ignore_paths,
  };
}
