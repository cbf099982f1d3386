import * as vscode from 'vscode';

/*
 * Which files are pipeline files, for the editor. The language server tells them by the same names
 * (`fileKind` of the language service).
 */

/** Files that the language server is started for. */
export const startingFiles = '**/{dvc.yaml,MLproject,mlproject,Kitfile,trackline.yaml}';

/** Folders in which nothing of the project's own lies. */
export const foreignFolders = '**/{.git,.venv,node_modules,site-packages,.trackline}/**';

/** Files whose open texts the language server gets, whatever language they are in. */
export const servedFiles = [
  '**/dvc.yaml',
  '**/dvc.lock',
  '**/*.dvc',
  '**/params.yaml',
  '**/[Mm][Ll]project',
  '**/Kitfile',
  '**/trackline.yaml',
] as const;

/** Extensions that format YAML. */
const yamlFormatters = ['redhat.vscode-yaml', 'esbenp.prettier-vscode'];

/**
 * Files that the language server formats. Where another extension formats YAML, its files are left to
 * that one, since the editor would ask which of the two is meant.
 */
export function formattedFiles(): string[] {
  const others = yamlFormatters.some((id) => vscode.extensions.getExtension(id) !== undefined);
  const own = ['**/[Mm][Ll]project'];
  return others
    ? own
    : [...own, '**/dvc.yaml', '**/params.yaml', '**/Kitfile', '**/trackline.yaml'];
}

/** Files whose content decides about pipeline files; for all others only that they are there. */
export const readFiles =
  '**/{*.yaml,*.yml,*.json,*.toml,*.py,*.lock,*.dvc,MLproject,mlproject,Kitfile,.gitignore,.dvcignore,config,config.local}';

const foreign =
  /\/(?:\.git\/|\.venv\/|node_modules\/|site-packages\/|\.trackline\/|__pycache__\/|\.dvc\/(?!config(?:\.local)?$))/;

/** Whether a change at a path cannot matter to any pipeline file. @param path with `/` */
export function isForeign(path: string): boolean {
  return foreign.test(path);
}
