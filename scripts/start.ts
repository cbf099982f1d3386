/**
 * `npm start`: builds Trackline and opens a copy of `examples/` in VS Code with it, the desktop one
 * or code-server in the browser. `npm start -- --check` does by itself what a person would do
 * first, and ends with 0 when the example's run is on record.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build/bundles.ts';
import { packageVsix } from './package/vsix.ts';
import { ensureCodeServer } from './setup/codeServer.ts';
import { ensurePythonEnvironment } from './setup/pythonEnvironment.ts';
import { testFolder } from './setup/root.ts';
import { main, say } from './setup/say.ts';
import { chromium, ensureSystemParts, git, openMp, python } from './setup/systemPackages.ts';
import { serveInBrowser } from './start/browser.ts';
import { checkInBrowser } from './start/check.ts';
import { desktopCode, openDesktop } from './start/desktop.ts';
import { copyExamples } from './start/exampleProject.ts';

/** The example that is pressed first. */
const FIRST = 'train.py';

await main(async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const code = values.check ? undefined : desktopCode();
  await ensureSystemParts([python, openMp, git, ...(values.check ? [chromium] : [])]);
  const interpreter = await ensurePythonEnvironment();
  if (code === undefined) await ensureCodeServer();
  await build({ dev: false });
  const { file: vsix } = await packageVsix();

  const folder = path.join(testFolder, values.check ? 'examples-check' : 'examples');
  await copyExamples(folder, interpreter, values.check);
  say(`The examples are copied to ${folder}, a git repository of its own.`);
  const file = path.join(folder, FIRST);
  if (values.check) {
    await checkInBrowser(vsix, folder, file);
    return 0;
  }
  say(`Press first: open ${FIRST}, then F1 and "Trackline: Run File as Experiment".`);
  if (code === undefined) await serveInBrowser(vsix, folder);
  else await openDesktop(code, vsix, folder, file);
  return 0;
});
