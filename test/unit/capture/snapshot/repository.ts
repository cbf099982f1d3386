import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { newId } from '../../../../src/model/names.ts';
import { takeSnapshot, type SnapshotRequest } from '../../../../src/capture/snapshot/snapshot.ts';

/** A real git repository in a temporary folder, with a store beside it. */
export class Repository {
  readonly parent: string;
  readonly root: string;
  readonly store: string;
  readonly launchId: string = newId();

  constructor(...initArguments: readonly string[]) {
    this.parent = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trackline-snapshot-')));
    this.root = path.join(this.parent, 'project');
    this.store = path.join(this.parent, 'store');
    mkdirSync(this.root);
    this.git('init', '-q', '-b', 'main', ...initArguments);
  }

  [Symbol.dispose](): void {
    rmSync(this.parent, { recursive: true, force: true });
  }

  /** Standard output of git in the root, without the last line end. */
  git(...args: readonly string[]): string {
    return gitIn(this.root, ...args);
  }

  /** Whether a git command fails, for those that are meant to. */
  fails(...args: readonly string[]): boolean {
    try {
      this.git(...args);
      return false;
    } catch {
      return true;
    }
  }

  write(file: string, content: string | Buffer): string {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  }

  /** Writes files and commits them. */
  commit(files: Readonly<Record<string, string>>): void {
    for (const [file, content] of Object.entries(files)) this.write(file, content);
    this.git('add', '-A');
    this.git('commit', '-q', '-m', 'work');
  }

  request(more: Partial<SnapshotRequest> = {}): SnapshotRequest {
    return {
      cwd: this.root,
      launchId: this.launchId,
      launchDir: path.join(this.store, 'launches', this.launchId),
      storeRoot: this.store,
      ...more,
    };
  }

  /** A snapshot that must be a git tree, taken without a trace outside objects and our refs. */
  async snapshot(more: Partial<SnapshotRequest> = {}): Promise<GitState> {
    const before = fingerprint(this.parent);
    const state = await takeSnapshot(this.request(more));
    if (state.kind !== 'git') throw new Error(`no git snapshot: ${JSON.stringify(state)}`);
    const after = fingerprint(this.parent);
    for (const file of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (before[file] !== after[file]) throw new Error(`the snapshot touched ${file}`);
    }
    return state;
  }

  /** What a tree holds: path → mode and content, `-> target` for a link. */
  tree(id: string): Readonly<Record<string, string>> {
    const held: Record<string, string> = {};
    for (const line of this.git('ls-tree', '-r', '-z', id).split('\0')) {
      const [, mode = '', object = '', file] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
      if (file === undefined) continue;
      if (mode === '160000') held[file] = `commit ${object}`;
      else {
        const content = this.git('cat-file', 'blob', object);
        const mark = mode === '120000' ? '-> ' : mode === '100755' ? 'executable ' : '';
        held[file] = mark + content;
      }
    }
    return held;
  }
}

type GitState = Extract<Awaited<ReturnType<typeof takeSnapshot>>, { kind: 'git' }>;

/** Standard output of git in a folder, without the last line end. */
export function gitIn(cwd: string, ...args: readonly string[]): string {
  const output = execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  return output.replace(/\n$/, '');
}

/** Every path below a folder with its mode and content, but for objects, our refs and the store. */
function fingerprint(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = (below: string): void => {
    for (const name of readdirSync(path.join(folder, below))) {
      const file = path.posix.join(below, name);
      if (/(^|\/)\.git\/(.*\/)?objects$|refs\/trackline$/.test(file) || file === 'store') continue;
      const full = path.join(folder, file);
      const stats = lstatSync(full);
      if (stats.isDirectory()) walk(file);
      const content = stats.isFile()
        ? createHash('sha256').update(readFileSync(full)).digest('hex')
        : stats.isSymbolicLink()
          ? readlinkSync(full)
          : '';
      found[file] = `${stats.mode} ${content}`;
    }
  };
  walk('');
  return found;
}

/** Sets environment variables for the length of a test, and gives back what undoes it. */
export function withEnvironment(variables: Readonly<Record<string, string>>): Disposable {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return {
    [Symbol.dispose]: () => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}

/** Git's settings for tests: an identity, and nothing of the person's own. */
export function hermeticGit(): Disposable {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trackline-gitconfig-'));
  const file = path.join(folder, 'config');
  writeFileSync(
    file,
    '[user]\n\tname = Test\n\temail = test@example.org\n[protocol "file"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n',
  );
  // Readable for the account that `withoutPrivileges` steps down to.
  chmodSync(folder, 0o755);
  const environment = withEnvironment({
    GIT_CONFIG_GLOBAL: file,
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: folder,
    XDG_CONFIG_HOME: folder,
  });
  return {
    [Symbol.dispose]: () => {
      environment[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Does something in a folder as a person for whom file modes count: the superuser, as whom tests
 * run in containers, hands the folder over to the account `nobody` and steps down to it.
 */
export async function withoutPrivileges<T>(folder: string, act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await act();
  const nobody = 65534;
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(path.join(folder, name), nobody, nobody);
  }
  process.seteuid?.(nobody);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}
