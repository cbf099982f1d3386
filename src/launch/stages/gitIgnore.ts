import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { GitMissing, runGit } from '../../capture/snapshot/git.ts';
import { folderWithGit } from '../../capture/snapshot/repository.ts';
import { UserError } from '../../model/errors.ts';

/**
 * Hides an output from git as DVC does, by a line in the .gitignore beside it. Does nothing where
 * there is no git, or where it is hidden already.
 *
 * @throws UserError when git tracks it, so that two would keep it.
 */
export async function hideFromGit(path: string): Promise<void> {
  const folder = dirname(path);
  if (folderWithGit(folder) === undefined) return;
  try {
    const { stdout } = await runGit(['ls-files', '--', path], { cwd: folder });
    if (stdout.length > 0) {
      throw new UserError(
        `The output ${path} is tracked by git already, and DVC would keep it, too.`,
        `Take it out of git with \`git rm -r --cached ${basename(path)}\`, or say \`cache: false\` for it.`,
      );
    }
    if ((await runGit(['check-ignore', '-q', path], { cwd: folder })).code === 0) return;
  } catch (error) {
    if (error instanceof GitMissing) return;
    throw error;
  }
  addLine(join(folder, '.gitignore'), `/${escaped(basename(path))}`);
}

function addLine(file: string, line: string): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text.split(/\r?\n/).includes(line)) return;
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  appendFileSync(file, `${gap}${line}\n`);
}

/** A name in which nothing is a pattern. */
function escaped(name: string): string {
  return name.replaceAll(/[[\]!*#?]/g, '\\$&');
}
