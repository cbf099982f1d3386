import type { ToParametersPage } from '../../src/protocol/parametersPage.ts';

/** What the host has sent; nothing when the message is none of ours. */
export function readMessage(data: unknown): ToParametersPage | undefined {
  if (!isRecord(data)) return undefined;
  const { kind, command, options, values, sentence, busy } = data;
  // Host and page come from one build: these are the parts that the page stands on.
  const whole =
    (kind === 'form' && Array.isArray(command) && Array.isArray(options) && isRecord(values)) ||
    (kind === 'failed' && typeof sentence === 'string') ||
    (kind === 'busy' && typeof busy === 'boolean');
  return whole ? (data as unknown as ToParametersPage) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
