import * as vscode from 'vscode';

/** The one output channel of the extension, with levels that the person sets in the panel. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Trackline', { log: true });
}

/** How long something took, for the log. */
export async function timed<T>(
  log: vscode.LogOutputChannel,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    log.debug(`${what}: ${Math.round(performance.now() - start)} ms`);
  }
}
