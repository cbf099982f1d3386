import path from 'node:path';
import { startCodeServer } from '../../test/harness/codeServer.ts';
import { until } from '../../test/harness/wait.ts';
import { openWorkbench } from '../../test/harness/workbench.ts';
import { errorText, UserError } from '../../src/model/errors.ts';
import { inRoot } from '../setup/root.ts';
import { run, tail } from '../setup/run.ts';
import { say, step } from '../setup/say.ts';

/** How long the example may train, the data made on the way included, in milliseconds. */
const LIMIT = 5 * 60_000;

/** What `trackline ls --json` tells of a run, as far as it matters here. */
interface ListedRun {
  readonly id: string;
  readonly status: string;
}

/**
 * Does what `npm start` asks of a person: opens the folder, opens the file, runs it from the
 * palette, and waits until the run is on record. Prints the record.
 * @throws {UserError} when the run fails or does not appear.
 */
export async function checkInBrowser(vsix: string, folder: string, file: string): Promise<void> {
  const id = await step('Running the example from the palette', () =>
    runExample(vsix, folder, file),
  );
  const shown = await trackline(folder, ['show', id]);
  say(`\n$ trackline show ${id}\n${shown}`);
}

async function runExample(vsix: string, folder: string, file: string): Promise<string> {
  await using server = await startCodeServer({ vsix: [vsix], theme: 'dark' });
  await using window = await openWorkbench(server, folder);
  try {
    await window.openFile(path.basename(file));
    await window.runCommand('Trackline: Run File as Experiment');
    const record = await until(() => ended(folder), 'the run to be on record', LIMIT);
    if (record.status === 'FINISHED') return record.id;
    throw new UserError(
      `The example's run ended as ${record.status}:\n${tail(await trackline(folder, ['show', record.id]), 30)}`,
      'Its log is in the copy’s .trackline folder.',
    );
  } catch (error) {
    const picture = await window.screenshot('start-check');
    if (error instanceof UserError) throw error;
    throw new UserError(errorText(error), `What VS Code showed is in ${picture}.`, {
      cause: error,
    });
  }
}

/** The one run of the fresh copy, when it is over. */
async function ended(folder: string): Promise<ListedRun | undefined> {
  const listed = JSON.parse(await trackline(folder, ['ls', '--json'])) as ListedRun[];
  return listed.find(({ status }) => status !== 'RUNNING' && status !== 'SCHEDULED');
}

/** What the built command line prints in that folder. */
async function trackline(folder: string, args: string[]): Promise<string> {
  const done = await run(process.execPath, [inRoot('dist', 'cli.js'), ...args], { cwd: folder });
  if (done.code === 0) return done.output.trimEnd();
  throw new Error(`trackline ${args.join(' ')} ended with ${done.code}: ${tail(done.output)}`);
}
