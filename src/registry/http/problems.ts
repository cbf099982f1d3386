import { errorText, UserError } from '../../model/errors.ts';

/** Why a server did not do what it was asked; people see the sentence. */
export class RegistryProblem extends UserError {
  readonly status: number;
  /** Whether the same request may go well later. */
  readonly passing: boolean;
  /** Milliseconds that the server asks to wait for. */
  readonly wait: number | undefined;

  constructor(
    message: string,
    next: string,
    about: { readonly status: number; readonly passing: boolean; readonly wait?: number },
  ) {
    super(message, next);
    this.status = about.status;
    this.passing = about.passing;
    this.wait = about.wait;
  }
}

const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * What a status means for people.
 *
 * @param what was asked for, as “push to team/iris”.
 * @param detail what the server said.
 */
export function statusProblem(
  host: string,
  what: string,
  status: number,
  detail: string,
  retryAfter?: string,
): RegistryProblem {
  const said = detail === '' ? '' : ` (${detail.slice(0, 300)})`;
  const [message, next] = sentences(host, what, status, said);
  const wait = retryDelay(retryAfter);
  return new RegistryProblem(message, next, {
    status,
    passing: passingStatuses.has(status),
    ...(wait === undefined ? {} : { wait }),
  });
}

function sentences(host: string, what: string, status: number, said: string): [string, string] {
  switch (status) {
    case 401:
      return [
        `${host} does not know who we are${said}.`,
        `Log in to ${host}, or renew an expired token.`,
      ];
    case 403:
      return [`${host} does not allow us to ${what}${said}.`, 'Ask its owner for the right to it.'];
    case 404:
      return [`${host} has nothing there to ${what}${said}.`, 'Check the name and the version.'];
    case 413:
      return [`${host} refuses files of that size${said}.`, 'Ask its owner for a greater limit.'];
    case 429:
      return [`${host} asks us to slow down${said}.`, 'Try again in a while.'];
    case 416:
      return [`${host} does not take files in parts of that size${said}.`, 'Tell its owner.'];
    case 507:
      return [`${host} has no space left${said}.`, 'Ask its owner to make some.'];
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return [
        `${host} sends us elsewhere when we ${what}${said}.`,
        'Check its address: it may want https, or another name.',
      ];
    default:
      return status >= 500
        ? [`${host} failed to ${what}: status ${status}${said}.`, 'Try again in a while.']
        : [
            `${host} refuses to ${what}: status ${status}${said}.`,
            'Check the address and the name.',
          ];
  }
}

const longestWait = 60_000;

function retryDelay(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(longestWait, Math.max(0, ms)) : undefined;
}

/** A connection that ended before everything had come. */
export function connectionBroke(host: string): RegistryProblem {
  return new RegistryProblem(`The connection to ${host} broke.`, 'Try again.', {
    status: 0,
    passing: true,
  });
}

/** What an error of the connection means for people; other errors are handed on. */
export function connectionProblem(error: unknown, host: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const about = { status: 0, passing: true };
  switch (code) {
    case 'ECONNREFUSED':
      return new RegistryProblem(
        `${host} does not answer.`,
        'Check its address, and that it runs.',
        { status: 0, passing: false },
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new RegistryProblem(`${host} cannot be found.`, 'Check its address and the network.', {
        status: 0,
        passing: false,
      });
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ETIMEDOUT':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return connectionBroke(host);
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return new RegistryProblem(
        `${host} has a certificate of an authority that is not known here.`,
        'Name the file of its authority (setting trackline.registry.certificate, or --ca FILE).',
        { status: 0, passing: false },
      );
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return new RegistryProblem(
        `${host} does not speak HTTPS.`,
        'Write http:// before it, if that is meant.',
        { status: 0, passing: false },
      );
    default:
      return error.name === 'AbortError'
        ? new UserError('Cancelled; nothing of it can be seen in the registry.', '')
        : new RegistryProblem(
            `The request to ${host} failed: ${errorText(error)}.`,
            'Try again.',
            about,
          );
  }
}

const attempts = 4;

/**
 * Does work again that failed for a passing reason, a little later each time.
 *
 * @throws the last failure.
 */
export async function withRetries<T>(
  work: (attempt: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      const again = error instanceof RegistryProblem && error.passing && attempt + 1 < attempts;
      if (!again || signal?.aborted === true) throw error;
      await pause(error.wait ?? 250 * 2 ** attempt, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
