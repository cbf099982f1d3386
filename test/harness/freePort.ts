import { createServer } from 'node:net';

/** Below the ports that systems give to connections and to who asks for any (Linux: from 32,768). */
const FIRST = 20_000;
const COUNT = 12_000;

/**
 * A port of the loopback interface that nobody listens on just now, for a program that takes some
 * seconds to begin to listen there. A port that the system picks might be given away until then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => {
      server.close(() => resolve(true));
    });
  });
}
