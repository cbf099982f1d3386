import { newId } from '../../../src/model/names.ts';
import { writeFile } from './trackline.ts';

/**
 * A name that nothing in the workspace has yet. A test that fails is tried again in the same window
 * with the same record, where files, experiments and runs of its first try still are.
 */
export function fresh(stem: string): string {
  return `${stem}_${newId().slice(0, 6)}`;
}

/** What a script of a test waits for. */
export interface Gate {
  /** The file that it looks for in the workspace, where nobody has made it yet. */
  readonly name: string;
  open(): Promise<void>;
}

const shut = new Set<Gate>();

/** A closed gate. It is opened after the test at the latest, so that no script waits for ever. */
export function gate(): Gate {
  const name = fresh('gate');
  const made: Gate = {
    name,
    open: async () => {
      shut.delete(made);
      await writeFile(name, '');
    },
  };
  shut.add(made);
  return made;
}

afterEach(async () => {
  for (const one of shut) await one.open();
});

/**
 * Does work before the first test of a suite, and anew before a test that is tried again, whatever
 * its first try has left.
 */
export function beforeTries(work: () => Promise<void>): void {
  let last: string | undefined;
  beforeEach(async function () {
    const title = this.currentTest?.fullTitle();
    if (last === undefined || title === last) await work();
    last = title;
  });
}
