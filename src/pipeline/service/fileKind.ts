/** The kinds of files that the language service knows. */
export type FileKind =
  'pipeline' | 'lock' | 'data' | 'params' | 'mlproject' | 'kitfile' | 'project';

/** The kind of a file by its name; nothing for all others. */
export function fileKind(name: string): FileKind | undefined {
  switch (name) {
    case 'dvc.yaml':
      return 'pipeline';
    case 'dvc.lock':
      return 'lock';
    case 'params.yaml':
      return 'params';
    case 'Kitfile':
      return 'kitfile';
    case 'trackline.yaml':
      return 'project';
  }
  if (name.toLowerCase() === 'mlproject') return 'mlproject';
  return name.endsWith('.dvc') && name !== '.dvc' ? 'data' : undefined;
}
