import assert from 'node:assert/strict';
import { gone } from '../integration/launch/trackline.ts';
import { seeded } from '../harness/seeded.ts';
import { pause, until } from '../harness/wait.ts';
import { descendants } from './support/processes.ts';
import { endedReport, recorded } from './support/record.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { runRow } from './support/workbenchParts.ts';

const rounds = 20;
/** Milliseconds after which a window has given up its extension host. */
const stalled = 15_000;
const seed = Number(process.env['TRACKLINE_TEST_SEED'] ?? Date.now() % 1_000_000);

/** Trains until it is told to end, and says how far it came. */
const training = `import pathlib, sys, time
step = 0
while not pathlib.Path("through").exists():
    print(f"step {step} loss={1 / (step + 1)}", flush=True)
    step += 1
    time.sleep(0.05)
pathlib.Path("steps").write_text(str(step))
sys.exit(3)
`;

describe(`an extension host that is killed (TRACKLINE_TEST_SEED=${seed})`, function () {
  this.timeout(600_000);
  before(function () {
    // The processes are found by Linux's own list of them.
    if (process.platform !== 'linux') this.skip();
  });
  const session = sessionOf(() => scriptProject({ 'through.py': training }), {
    ready: ({ window }) => window.openView('Trackline'),
  });

  it(`${rounds} times at random moments leaves the training alone, and the next one shows it`, async () => {
    const { window, project } = session;
    await window.openFile('through.py');
    await window.runCommand('Trackline: Run File as Experiment');
    const { name, id } = await until(async () => (await recorded(project))[0], 'the run');
    const next = seeded(seed);
    const trackers = new Set<number>();
    for (let round = 0; round < rounds; round += 1) {
      const host = await until(() => extensionHost(), 'an extension host', 60_000);
      await pause(Math.floor(next() * 500));
      for (const pid of trackersOf(host)) trackers.add(pid);
      process.kill(host, 'SIGKILL');
      let killed = performance.now();
      await until(
        async () => {
          const now = extensionHost();
          if (now !== undefined && now !== host) return true;
          // Killed while it greets the window, it is waited for in vain until that is loaded anew.
          if (performance.now() - killed > stalled) {
            killed = performance.now();
            await window.page.reload();
          }
          // After three deaths in a row VS Code asks whether to go on.
          const restart = window.page.locator('.notifications-toasts .monaco-button', {
            hasText: /Restart.*Extension Host/,
          });
          if ((await restart.count()) > 0) await restart.first().click({ timeout: 2000 });
          return false;
        },
        'another extension host',
        120_000,
      );
    }
    await Promise.all([...trackers].map((pid) => gone(pid)));
    const listed = (await recorded(project)).map(({ id: one, status }) => [one, status]);
    assert.deepEqual(listed, [[id, 'RUNNING']]);
    await runRow(window.page, name).waitFor({ timeout: 60_000 });

    await project.write('through', '');
    const report = await endedReport(project, id);
    assert.deepEqual([report.status, report.exitCode], ['FAILED', 3]);
    const steps = Number(await project.read('steps'));
    const { count, step } = report.metrics['loss'] ?? {};
    assert.deepEqual([count, step], [steps, steps - 1]);
    const over = () => runRow(window.page, name).locator('.codicon-error').count();
    await until(async () => (await over()) > 0, 'the row to say that it failed', 60_000);
  });
});

/** The extension host of the only window. */
function extensionHost(): number | undefined {
  return descendants().find(({ command }) => command.includes('--type=extensionHost'))?.pid;
}

function trackersOf(host: number): number[] {
  return descendants()
    .filter(({ parent, command }) => parent === host && command.includes('tracker.js'))
    .map(({ pid }) => pid);
}
