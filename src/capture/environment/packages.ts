import nodePath from 'node:path';
import { runProgram } from './runProgram.ts';

/** What one quick start of the interpreter tells of it. */
export interface PythonState {
  readonly version: string;
  /** Its absolute path, as Python itself tells it: a virtual environment's own. */
  readonly executable: string;
  /** Name as in PEP 503 (`scikit-learn`) → version, sorted by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * Prints the version, the executable and the names of the metadata folders, one a line: the folders' names say what
 * is needed, so nothing is parsed but for `.egg-info` folders without a version. `-I` keeps the
 * working folder and this launch's own PYTHONPATH from being executed; what they add is listed
 * without running anything of it.
 */
const listing = `
import sys, os, site
out = ['%d.%d.%d' % sys.version_info[:3], sys.executable or '']
folders = [p for p in os.environ.get('PYTHONPATH', '').split(os.pathsep) if p] + list(sys.path)
if not os.environ.get('PYTHONNOUSERSITE') and sys.prefix == sys.base_prefix:
    folders.append(site.getusersitepackages())
def version_in(path):
    try:
        with open(path, encoding='utf-8', errors='replace') as f:
            for line in f:
                if line.startswith('Version:'):
                    return line[8:].strip()
                if not line.strip():
                    break
    except OSError:
        pass
    return ''
seen = set()
for folder in folders:
    if folder in seen:
        continue
    seen.add(folder)
    try:
        names = os.listdir(folder)
    except OSError:
        continue
    for name in names:
        if name.endswith('.dist-info'):
            out.append(name[:-10])
        elif name.endswith('.egg-info'):
            stem = name[:-9]
            if '-' not in stem:
                stem += '-' + version_in(os.path.join(folder, name, 'PKG-INFO'))
            out.append(stem)
        elif name.endswith('.egg-link'):
            try:
                with open(os.path.join(folder, name)) as f:
                    source = f.readline().strip()
                base = name[:-9].replace('-', '_') + '.egg-info'
                out.append(name[:-9].replace('-', '_') + '-' + version_in(os.path.join(source, base, 'PKG-INFO')))
            except OSError:
                pass
sys.stdout.buffer.write('\\n'.join(out).encode('utf-8', 'replace'))
`;

/** Whether a program's name is that of a Python interpreter. */
export function isPython(path: string): boolean {
  return /^(python|pypy)w?[\d.]*t?(\.exe)?$/i.test(nodePath.basename(path.replaceAll('\\', '/')));
}

/** Starts the interpreter once, for at most `timeoutMs`. Throws a UserError when it will not tell. */
export async function pythonState(
  interpreter: string,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<PythonState> {
  const printed = await runProgram(interpreter, ['-I', '-c', listing], env, timeoutMs);
  const [version = '', executable = '', ...stems] = printed.split('\n');
  return {
    version: version.trim(),
    executable: executable.trim(),
    packages: packagesOf(stems),
  };
}

/**
 * Reads the stems of metadata folders: `scikit_learn-1.7.2`, `six-1.16.0-py3.11`. The first of a
 * name wins, as it does on Python's own path. A version that cannot be found is the empty string.
 */
export function packagesOf(stems: readonly string[]): Record<string, string> {
  const found = new Map<string, string>();
  for (const stem of stems) {
    const [name = '', version = ''] = stem.trim().split('-');
    // pip leaves folders that begin with a tilde when it could not remove an old version.
    if (name === '' || name.startsWith('~')) continue;
    const normal = name.toLowerCase().replaceAll(/[-_.]+/g, '-');
    if (!found.has(normal)) found.set(normal, version);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
