import { html, type TemplateResult } from 'lit';

/*
 * Visual Studio Code's own icons, by their names and code points in the codicon font, which
 * `base.css` declares.
 */

/** Code points of the icons in use, as `@vscode/codicons` numbers them. */
export const codePoints = {
  'arrow-down': 0xea9a,
  'arrow-up': 0xeaa1,
  check: 0xeab2,
  'chevron-right': 0xeab6,
  'circle-slash': 0xeabd,
  close: 0xea76,
  copy: 0xebcc,
  database: 0xeace,
  'debug-rerun': 0xebc0,
  'debug-stop': 0xead7,
  edit: 0xea73,
  ellipsis: 0xea7c,
  error: 0xea87,
  file: 0xea7b,
  'file-media': 0xeaea,
  folder: 0xea83,
  'folder-opened': 0xeaf7,
  'git-branch': 0xea68,
  'git-commit': 0xeafc,
  info: 0xea74,
  loading: 0xeb19,
  output: 0xeb9d,
  package: 0xeb29,
  pass: 0xeba4,
  refresh: 0xeb37,
  save: 0xeb4b,
  'star-empty': 0xea6a,
  'star-full': 0xeb59,
  table: 0xebb7,
  target: 0xebf8,
  warning: 0xea6c,
  watch: 0xeb7c,
} as const;

/** An icon's name. */
export type IconName = keyof typeof codePoints;

/** A decorative icon; what it says must stand beside it in words or in a label. */
export function icon(name: IconName, classes = ''): TemplateResult {
  return html`<span class="icon ${classes}" aria-hidden="true"
    >${String.fromCodePoint(codePoints[name])}</span
  >`;
}
