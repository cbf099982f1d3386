/** The looks that a page is tried in. */
export type Theme = 'dark' | 'light' | 'contrast';

/** VS Code's names of the themes, and the class that it gives the workbench in them. */
export const THEMES: Readonly<Record<Theme, { readonly name: string; readonly type: string }>> = {
  dark: { name: 'Dark Modern', type: 'vs-dark' },
  light: { name: 'Light Modern', type: 'vs' },
  contrast: { name: 'Default High Contrast', type: 'hc-black' },
};
