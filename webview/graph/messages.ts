import type { ToGraphPage } from '../../src/protocol/graphPage.ts';

/** What the host has sent; nothing when the message is none of ours. */
export function readMessage(data: unknown): ToGraphPage | undefined {
  if (!isRecord(data)) return undefined;
  const { kind, graph, file, states, node, sentence } = data;
  // Host and page come from one build: these are the parts that the page stands on.
  const whole =
    (kind === 'graph' &&
      typeof file === 'string' &&
      (graph === null || (isRecord(graph) && Array.isArray(graph['nodes'])))) ||
    (kind === 'states' && isRecord(states)) ||
    (kind === 'select' && typeof node === 'string') ||
    (kind === 'failed' && typeof sentence === 'string');
  return whole ? (data as unknown as ToGraphPage) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
