import { html, type TemplateResult } from 'lit';

/*
 * Visual Studio Code's own icons, by their names and code points in the codicon font, which
 * `base.css` declares.
 */

/** Code points of the icons in use, as `@vscode/codicons` numbers them. */
export const codePoints = {
  'arrow-down': 0xea9a,
  'arrow-up': 0xeaa1,
  broadcast: 0xeaad,
  check: 0xeab2,
  checklist: 0xeab3,
  'chevron-down': 0xeab4,
  'chevron-right': 0xeab6,
  'circle-slash': 0xeabd,
  close: 0xea76,
  'cloud-download': 0xeac2,
  'collapse-all': 0xeac5,
  copy: 0xebcc,
  database: 0xeace,
  'debug-rerun': 0xebc0,
  'debug-stop': 0xead7,
  edit: 0xea73,
  ellipsis: 0xea7c,
  error: 0xea87,
  'expand-all': 0xeb95,
  file: 0xea7b,
  'file-media': 0xeaea,
  filter: 0xeaf1,
  folder: 0xea83,
  'folder-opened': 0xeaf7,
  'git-branch': 0xea68,
  'git-commit': 0xeafc,
  'graph-scatter': 0xebe3,
  history: 0xea82,
  info: 0xea74,
  loading: 0xeb19,
  'mortar-board': 0xeb21,
  output: 0xeb9d,
  package: 0xeb29,
  pass: 0xeba4,
  pulse: 0xeb31,
  question: 0xeb32,
  refresh: 0xeb37,
  save: 0xeb4b,
  'screen-full': 0xeb4c,
  server: 0xeb50,
  'star-empty': 0xea6a,
  'star-full': 0xeb59,
  sync: 0xea77,
  table: 0xebb7,
  target: 0xebf8,
  warning: 0xea6c,
  watch: 0xeb7c,
  'zoom-in': 0xeb81,
  'zoom-out': 0xeb82,
} as const;

/** An icon's name. */
export type IconName = keyof typeof codePoints;

/** A decorative icon; what it says must stand beside it in words or in a label. */
export function icon(name: IconName, classes = ''): TemplateResult {
  return html`<span class="icon ${classes}" aria-hidden="true"
    >${String.fromCodePoint(codePoints[name])}</span
  >`;
}
