import type { ComparePage } from '../page.ts';
import type { CompareTab } from '../tab.ts';
import { RunTable } from './runTable.ts';

/** The table of runs. */
export function tableTab(page: ComparePage, root: HTMLElement): CompareTab {
  return new RunTable(page, root);
}
