import { UserError } from '../../model/errors.ts';

/** A place in an OCI registry. */
export interface OciReference {
  /** As people and credentials name it, `registry.example:5000`. */
  readonly host: string;
  /** `team/iris`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:<hex>`. */
  readonly digest?: string;
}

const hostForm =
  /^(localhost|[a-zA-Z0-9.-]+\.[a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\]|[a-zA-Z0-9-]+(?=:\d))(:\d{1,5})?$/;
const repositoryForm = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads `HOST/REPOSITORY[:TAG][@DIGEST]`; `oci://` before it is allowed. The forms are those of the
 * OCI distribution specification 1.1.
 *
 * @throws {UserError} that says which part is wrong.
 */
export function parseReference(text: string): OciReference {
  const plain = text.replace(/^oci:\/\//, '');
  const slash = plain.indexOf('/');
  const host = slash < 0 ? '' : plain.slice(0, slash);
  if (!hostForm.test(host)) {
    throw new UserError(
      `${text} names no registry.`,
      'Write HOST/REPOSITORY[:TAG], as in registry.example.com/team/iris:1.',
    );
  }
  const [path = '', digest, ...more] = plain.slice(slash + 1).split('@');
  const colon = path.lastIndexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  if (!repositoryForm.test(repository) || repository.length > 255) {
    throw new UserError(
      `${repository} cannot be a repository’s name.`,
      'It has lower-case letters, digits, and “.”, “_”, “-” or “/” between them.',
    );
  }
  if (tag !== undefined && !tagForm.test(tag)) {
    throw new UserError(
      `${tag} cannot be a tag.`,
      'A tag has letters, digits, “.”, “_” and “-”, 128 at most; “+” is not allowed.',
    );
  }
  if (more.length > 0 || (digest !== undefined && !digestForm.test(digest))) {
    throw new UserError(`${text} ends with no digest.`, 'Write it as @sha256: and 64 digits.');
  }
  return {
    host,
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** As people write it. */
export function referenceText({ host, repository, tag, digest }: OciReference): string {
  return `${host}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Docker Hub's API lives elsewhere than its name says. */
export function apiHost(host: string): string {
  return host === 'docker.io' || host === 'index.docker.io' ? 'registry-1.docker.io' : host;
}
