import { UserError } from '../../model/errors.ts';

/**
 * The path below the root of a server's artifacts that an artifact URI means.
 *
 * @throws {UserError} when the server does not keep its artifacts itself.
 */
export function artifactPath(uri: string, host: string): string {
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+)$/.exec(uri)?.[1];
  if (proxied !== undefined) return proxied.replace(/\/+$/, '');
  const api = /^https?:\/\/.*\/api\/2\.0\/mlflow-artifacts\/artifacts\/(.+)$/.exec(uri)?.[1];
  if (api !== undefined) return decodeURIComponent(api).replace(/\/+$/, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1] ?? 'a folder of its own disk';
  throw new UserError(
    `${host} keeps its artifacts in ${scheme}, where only it has access.`,
    'Ask its owner to start it with --serve-artifacts.',
  );
}
