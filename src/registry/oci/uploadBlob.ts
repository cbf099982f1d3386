import { RegistryProblem, withRetries } from '../http/problems.ts';
import { dropBody } from '../http/request.ts';
import type { FileBody } from '../http/sendFile.ts';
import { SentDigest } from '../http/sentDigest.ts';
import { changedFile, fileSha256 } from '../sums.ts';
import type { OciClient } from './ociClient.ts';

/** A blob that is to be uploaded: a file, or a few bytes. */
export interface BlobSource {
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly bytes: number;
  readonly from: { readonly file: string } | { readonly text: string };
}

/** Blobs beyond this go in parts, so that a break costs one part and not all. */
const wholeLimit = 128 * 1024 * 1024;
const partSize = 64 * 1024 * 1024;

/**
 * Registries that do not take parts, or only very small ones; source: the list in KitOps'
 * `pkg/lib/repo/remote`.
 */
const wholeOnly = /(^|\.)(ghcr\.io|pkg\.dev|gcr\.io|amazonaws\.com(\.cn)?)$/;

/**
 * Uploads a blob unless the repository has it. A break is taken up where the registry stands, else
 * from the beginning; the digest that is asked for last makes a mixed-up blob impossible. A file is
 * read once: its digest is worked out as it goes out.
 *
 * @param sent is told how many more bytes went out; negative when some must go again.
 * @returns whether it was there already.
 * @throws {RegistryProblem}
 * @throws {UserError} when a file is not what its digest says.
 */
export async function uploadBlob(
  client: OciClient,
  blob: BlobSource,
  sent: (bytes: number) => void,
): Promise<'there' | 'uploaded'> {
  if (await client.hasBlob(blob.digest)) {
    if ('file' in blob.from) mustBe(blob, await fileSha256(blob.from.file, client.signal));
    sent(blob.bytes);
    return 'there';
  }
  const host = new URL(`https://${client.reference.host}`).hostname;
  const inParts = blob.bytes > wholeLimit && !wholeOnly.test(host);
  const upload = { client, blob, sent, digest: new SentDigest() };
  try {
    await (inParts ? uploadPartsOrWhole(upload) : uploadWhole(upload));
  } finally {
    // The registry refuses what is not of its digest; that the file was changed says more.
    mustBe(blob, upload.digest.after(blob.bytes));
  }
  return 'uploaded';
}

/** What registries answer that take no parts, or none of that size. */
const noParts = new Set([404, 405, 416, 501]);

async function uploadPartsOrWhole(upload: Upload): Promise<void> {
  try {
    await uploadParts(upload);
  } catch (error) {
    if (!(error instanceof RegistryProblem) || !noParts.has(error.status)) throw error;
    await uploadWhole(upload);
  }
}

interface Upload {
  readonly client: OciClient;
  readonly blob: BlobSource;
  readonly sent: (bytes: number) => void;
  readonly digest: SentDigest;
}

/** @param found undefined when it is not known @throws {UserError} when it is another one. */
function mustBe({ from, digest }: BlobSource, found: string | undefined): void {
  if (found === undefined || `sha256:${found}` === digest) return;
  throw changedFile('file' in from ? from.file : 'A file');
}

async function begin(client: OciClient): Promise<URL> {
  const response = await client.call({
    method: 'POST',
    path: 'blobs/uploads/',
    headers: { 'content-length': '0' },
    what: 'push',
    expected: [202],
  });
  await dropBody(response);
  return client.resolve(response.headers.location ?? '');
}

async function uploadWhole(upload: Upload): Promise<void> {
  const { client, blob, sent } = upload;
  await withRetries(async () => {
    const counted = new Counter(sent);
    try {
      const location = await begin(client);
      await finish(upload, location, counted, 0);
      if ('text' in blob.from) sent(blob.bytes);
    } catch (error) {
      counted.takeBack();
      throw error;
    }
  }, client.signal);
}

/** Sends what is left from `offset` on and closes the upload. */
async function finish(
  upload: Upload,
  location: URL,
  counted: Counter,
  offset: number,
): Promise<void> {
  const { client, blob } = upload;
  const url = new URL(location);
  url.searchParams.set('digest', blob.digest);
  const response = await client.call({
    method: 'PUT',
    path: url,
    headers: { 'content-type': 'application/octet-stream' },
    ...bodyOf(upload, offset, blob.bytes, counted),
    what: 'push',
    expected: [201],
  });
  await dropBody(response);
}

async function uploadParts(upload: Upload): Promise<void> {
  const { client, blob, sent } = upload;
  let location: URL | undefined;
  let offset = 0;
  const counted = new Counter(sent);
  const send = async (attempt: number): Promise<void> => {
    if (attempt > 0) {
      const standing = location === undefined ? undefined : await standingAt(client, location);
      counted.takeBack(offset - (standing?.offset ?? 0));
      offset = standing?.offset ?? 0;
      location = standing?.location;
    }
    location ??= await begin(client);
    while (blob.bytes - offset > partSize) {
      const response = await client.call({
        method: 'PATCH',
        path: location,
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `${offset}-${offset + partSize - 1}`,
        },
        ...bodyOf(upload, offset, offset + partSize, counted),
        what: 'push',
        expected: [202],
      });
      await dropBody(response);
      offset += partSize;
      counted.keep();
      location = client.resolve(response.headers.location ?? location.href);
    }
    await finish(upload, location, counted, offset);
  };
  try {
    await withRetries(send, client.signal);
  } catch (error) {
    counted.takeBack(offset);
    throw error;
  }
}

/** Where the registry stands in an upload; undefined when it must begin anew. */
async function standingAt(
  client: OciClient,
  location: URL,
): Promise<{ readonly location: URL; readonly offset: number } | undefined> {
  try {
    const response = await client.call({
      method: 'GET',
      path: location,
      what: 'push',
      expected: [204],
    });
    await dropBody(response);
    const last = /^0-(\d+)$/.exec(response.headers['range'] ?? '')?.[1];
    // Only whole parts are gone on from: what lies behind a break inside one is not known.
    const offset = last === undefined ? 0 : Number(last) + 1;
    if (offset % partSize !== 0) return undefined;
    return { location: client.resolve(response.headers.location ?? location.href), offset };
  } catch {
    // A session that is gone or dead: the whole blob goes again.
    return undefined;
  }
}

function bodyOf(
  { blob: { from }, digest }: Upload,
  start: number,
  end: number,
  counted: Counter,
): { readonly body: string | FileBody } {
  if ('text' in from) return { body: from.text };
  if (start === end) return { body: '' };
  return { body: { file: from.file, start, end, digest, passed: (bytes) => counted.add(bytes) } };
}

/** Counts bytes as they go out, and takes back those of an attempt that failed. */
class Counter {
  readonly #sent: (bytes: number) => void;
  #now = 0;

  constructor(sent: (bytes: number) => void) {
    this.#sent = sent;
  }

  add(bytes: number): void {
    this.#now += bytes;
    this.#sent(bytes);
  }

  /** What was counted so far has arrived. */
  keep(): void {
    this.#now = 0;
  }

  takeBack(alsoKept = 0): void {
    const bytes = this.#now + alsoKept;
    if (bytes !== 0) this.#sent(-bytes);
    this.#now = 0;
  }
}
