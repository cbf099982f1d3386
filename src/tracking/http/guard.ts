import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { MlflowError } from './errors.ts';

/** A refusal that says nothing about MLflow: plain text, status 403. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}

const localNames = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);
const originNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const privateIpv4 = /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2,3}$/;
const privateIpv6 = /^\[f[cd]00:[0-9a-f:]*\]$/i;
const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Refuses requests that a web page made a browser send here: by a name of its own that resolves to
 * this machine (DNS rebinding), or across origins. Probes are let through.
 *
 * @throws Forbidden
 */
export function checkOrigin(request: IncomingMessage, path: string, ownHost: string): void {
  if (path !== '/health' && path !== '/version') {
    const host = withoutPort(request.headers.host ?? '');
    if (
      !localNames.has(host) &&
      host !== ownHost.toLowerCase() &&
      !privateIpv4.test(host) &&
      !privateIpv6.test(host)
    ) {
      throw new Forbidden('Invalid Host header - possible DNS rebinding attack detected');
    }
  }
  const { origin } = request.headers;
  if (origin !== undefined && changing.has(request.method ?? '') && !isLocalOrigin(origin)) {
    throw new Forbidden('Cross-origin request blocked');
  }
}

/** @throws MlflowError when the request does not carry the token. */
export function checkToken(request: IncomingMessage, token: string): void {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new MlflowError(
      'UNAUTHENTICATED',
      'This tracking endpoint needs the token that the launched command was given in MLFLOW_TRACKING_TOKEN.',
    );
  }
}

function isLocalOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.protocol === 'http:' && originNames.has(url.hostname);
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
