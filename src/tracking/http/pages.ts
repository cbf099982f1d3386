import type { ServerResponse } from 'node:http';

/** The version of MLflow's protocol that is spoken here. */
const protocolVersion = '3.17.2';

const page = `<!doctype html>
<meta charset="utf-8">
<title>Trackline tracking endpoint</title>
<p>This is a Trackline tracking endpoint: it records what MLflow clients log, when
<code>MLFLOW_TRACKING_URI</code> names this address. The runs are shown in VS Code, in the
<em>Runs</em> view of Trackline.</p>
`;

const pages = new Map<string, { readonly type: string; readonly body: string }>([
  ['GET /', { type: 'text/html; charset=utf-8', body: page }],
  ['GET /health', { type: 'text/plain; charset=utf-8', body: 'OK' }],
  ['GET /version', { type: 'text/plain; charset=utf-8', body: protocolVersion }],
]);

/** Answers what is outside the API, for people and probes. @returns whether there is such a page. */
export function servePage(method: string, path: string, response: ServerResponse): boolean {
  const found = pages.get(`${method} ${path}`);
  if (found === undefined) return false;
  response
    .writeHead(200, {
      'Content-Type': found.type,
      'Content-Length': Buffer.byteLength(found.body),
      'Content-Security-Policy': "default-src 'none'",
    })
    .end(found.body);
  return true;
}
