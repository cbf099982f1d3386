import type { PackagePageState, ToPackagePage } from '../../src/protocol/packagePage.ts';

/** What the host has sent; nothing when the message is none of ours. */
export function readMessage(data: unknown): ToPackagePage | undefined {
  if (!isRecord(data)) return undefined;
  const { kind, preview, built, sentence, busy, files, text } = data;
  // Host and page come from one build: these are the parts that the page stands on.
  const whole =
    (kind === 'preview' && isRecord(preview) && isRecord(preview['plan'])) ||
    (kind === 'built' && isRecord(built)) ||
    (kind === 'files' && isRecord(files) && Array.isArray(files['own'])) ||
    (kind === 'card' && typeof text === 'string') ||
    ((kind === 'failed' || kind === 'refused') && typeof sentence === 'string') ||
    (kind === 'busy' && typeof busy === 'boolean');
  return whole ? (data as unknown as ToPackagePage) : undefined;
}

/** What the host's page says the sheet is of. */
export function readPlaced(text: string | undefined): PackagePageState | undefined {
  if (text === undefined) return undefined;
  const data: unknown = JSON.parse(text);
  const whole = isRecord(data) && typeof data['store'] === 'string' && isRecord(data['source']);
  return whole ? (data as unknown as PackagePageState) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
