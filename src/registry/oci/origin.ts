import { dropBody, type HttpClient } from '../http/request.ts';
import { apiHost, type OciReference } from './reference.ts';

/**
 * Where a registry answers: over TLS, and on this machine without it too, as Docker takes it.
 *
 * @throws when it does not answer.
 */
export async function findOrigin({ host }: OciReference, http: HttpClient): Promise<URL> {
  const secure = new URL(`https://${apiHost(host)}`);
  if (!isLoopback(secure.hostname)) return secure;
  try {
    await dropBody(await http.send({ method: 'GET', url: new URL('/v2/', secure) }));
    return secure;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ECONNRESET') {
      return new URL(`http://${host}`);
    }
    throw error;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
