import { UserError } from '../../src/model/errors.ts';

/** A platform that the extension is packaged for. */
export interface Platform {
  /** The name that VS Code and its marketplace have for it, for `vsce --target`. */
  readonly target: string;
  /** better-sqlite3's name of the binary for it. */
  readonly prebuild: string;
}

/** Whether this Linux runs on musl, as Alpine does, instead of glibc. */
function isMusl(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined;
}

/**
 * The platform of this machine.
 * @throws {UserError} where VS Code or better-sqlite3 does not exist.
 */
export function thisPlatform(): Platform {
  const { platform, arch } = process;
  const known = ['linux', 'darwin', 'win32'].includes(platform) && ['x64', 'arm64'].includes(arch);
  if (!known) {
    throw new UserError(
      `Trackline has no package for ${platform}-${arch}.`,
      'Run the command on Linux, macOS or Windows, on x64 or arm64.',
    );
  }
  if (platform === 'linux' && isMusl()) {
    return { target: `alpine-${arch}`, prebuild: `linuxmusl-${arch}` };
  }
  return { target: `${platform}-${arch}`, prebuild: `${platform}-${arch}` };
}
