import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isPython } from '../../capture/environment/packages.ts';
import { UserError } from '../../model/errors.ts';
import type { LaunchSpec } from '../launchSpec.ts';

/** Where the parts of a run were, and where they are when it is run again. All absolute. */
export interface Places {
  /** What the snapshot is of, as the run's command names it. */
  readonly oldRoot: string;
  /** Where the snapshot is put. */
  readonly folder: string;
  /** What is there in the place of the project's root. */
  readonly projectRoot: string;
}

/**
 * Finds the places of a run that is run again in `base`.
 *
 * @param snapshotRoot the folder that the snapshot was found by, with links resolved.
 * @param projectRoot the project's root as it is now; the run may have been made in a folder that
 *   is gone.
 */
export function placesOf(
  spec: LaunchSpec,
  snapshotRoot: string,
  projectRoot: string,
  base: string,
): Places {
  const oldRoot = path.resolve(rootOfCommand(spec, snapshotRoot, projectRoot));
  const below = path.relative(spec.root, oldRoot);
  // What was below the project's root stays so: paths of data are relative to that.
  return below !== '' && isInside(spec.root, oldRoot)
    ? { oldRoot, folder: path.join(base, below), projectRoot: base }
    : { oldRoot, folder: base, projectRoot: path.resolve(base, path.relative(oldRoot, spec.root)) };
}

function rootOfCommand(spec: LaunchSpec, snapshotRoot: string, projectRoot: string): string {
  const { cwd } = spec;
  if (isInside(snapshotRoot, cwd)) return snapshotRoot;
  if (existsSync(cwd)) {
    const real = realpathSync(cwd);
    if (isInside(snapshotRoot, real)) return path.resolve(cwd, path.relative(real, snapshotRoot));
  }
  return path.resolve(spec.root, path.relative(realpathSync(projectRoot), snapshotRoot));
}

/**
 * A run's launch as it is to be asked for in its new place: paths below the old root are those
 * below the new one, and the interpreter is the recorded one, wherever it lies.
 *
 * @param held paths of the snapshot's files.
 * @param interpreter the recorded interpreter's own path, where it is known.
 * @throws UserError when the program is not there any more.
 */
export function relocated(
  spec: LaunchSpec,
  places: Places,
  held: ReadonlySet<string>,
  interpreter: string | undefined,
): LaunchSpec {
  const [program = '', ...args] = spec.argv;
  return {
    ...spec,
    argv: [programOf(program, spec, places, held, interpreter), ...args.map(moved)],
    cwd: mapped(spec.cwd) ?? places.folder,
    root: places.projectRoot,
  };

  /** An argument, or the value of `--option=value`, that is a path. */
  function moved(argument: string): string {
    const [, option = '', value = argument] =
      /^(-{1,2}[\w.-]+=|[\w.]+=)(.*)$/s.exec(argument) ?? [];
    const climbs = /^\.\.?[\\/]/.test(value);
    if (!path.isAbsolute(value) && !climbs) return argument;
    const old = path.resolve(spec.cwd, value);
    const inside = mapped(old);
    if (inside !== undefined) return path.isAbsolute(value) ? option + inside : argument;
    // What lay beside the old root does not lie beside the new one.
    return climbs && existsSync(old) ? option + old : argument;
  }

  function mapped(file: string): string | undefined {
    return isInside(places.oldRoot, file)
      ? path.join(places.folder, path.relative(places.oldRoot, file))
      : undefined;
  }
}

function programOf(
  program: string,
  spec: LaunchSpec,
  places: Places,
  held: ReadonlySet<string>,
  interpreter: string | undefined,
): string {
  if (interpreter !== undefined && isPython(program)) return present(interpreter);
  const isPath = path.isAbsolute(program) || /[\\/]/.test(program);
  if (!isPath) return program;
  const old = path.resolve(spec.cwd, program);
  const below = path.relative(places.oldRoot, old);
  if (isInside(places.oldRoot, old) && held.has(below.replaceAll('\\', '/'))) {
    return path.join(places.folder, below);
  }
  return present(old);
}

function present(program: string): string {
  if (existsSync(program)) return program;
  throw new UserError(
    `${program}, which ran this run, is not there any more.`,
    'Make that environment again; nothing was changed.',
  );
}

/** Whether a path is a folder's own or below it. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return !path.isAbsolute(relative) && relative !== '..' && !relative.startsWith(`..${path.sep}`);
}
