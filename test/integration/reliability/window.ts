import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { IPCMessageReader, IPCMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { trackerNotifications } from '../../../src/protocol/tracker.ts';
import { cli } from '../launch/trackline.ts';

/** A tracker process as a window starts it, without the window. */
export interface TrackerWindow extends AsyncDisposable {
  readonly pid: number;
  readonly connection: MessageConnection;
  /** What the window would have shown as an error, so far. */
  readonly troubles: readonly string[];
  /** What the tracker wrote to its standard error. */
  readonly said: () => string;
  /** Kills it. */
  kill(): Promise<void>;
}

export function openTracker(): TrackerWindow {
  const script = path.join(path.dirname(cli), 'tracker.js');
  const child = fork(script, [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  const troubles: string[] = [];
  connection.onNotification(trackerNotifications.log, ({ level, text }) => {
    if (level === 'trouble') troubles.push(text);
  });
  connection.listen();
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (said += part));
  const closed = once(child, 'exit');
  const end = async (work: () => void): Promise<void> => {
    connection.dispose();
    work();
    await closed;
  };
  return {
    pid: child.pid ?? 0,
    connection,
    troubles,
    said: () => said,
    kill: () => end(() => child.kill('SIGKILL')),
    // As a window that is closed.
    [Symbol.asyncDispose]: () =>
      end(() => {
        if (child.connected) child.disconnect();
      }),
  };
}
