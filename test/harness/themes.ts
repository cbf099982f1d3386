/** The looks that a page is tried in. */
export type Theme = 'dark' | 'light' | 'contrast';

/** A theme that VS Code brings. */
interface ThemeNames {
  /** In settings. */
  readonly id: string;
  /** In the list of *Preferences: Color Theme*. */
  readonly label: string;
  /** The class that the workbench has in it. */
  readonly type: string;
}

/** VS Code's names of the themes. */
export const THEMES: Readonly<Record<Theme, ThemeNames>> = {
  dark: { id: 'Dark Modern', label: 'Dark Modern', type: 'vs-dark' },
  light: { id: 'Light Modern', label: 'Light Modern', type: 'vs' },
  contrast: { id: 'Default High Contrast', label: 'Dark High Contrast', type: 'hc-black' },
};
