import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { captureEnvironment } from '../capture/environment/captureEnvironment.ts';
import { lifeOf } from '../launch/recovery/heartbeat.ts';
import { lostLaunches } from '../launch/recovery/recordAgain.ts';
import { launchFolder } from '../launch/launchFolder.ts';
import { errorText } from '../model/errors.ts';
import { databaseExists } from '../store/database.ts';
import { locateProject, type ProjectLocation } from '../store/project/project.ts';
import { readProjectFile } from '../store/project/projectFile.ts';
import { damageOf } from '../store/damage/damage.ts';
import { setAsideFiles } from '../store/damage/setAside.ts';
import { openStore, type Store } from '../store/store.ts';
import { parseArguments } from './arguments.ts';
import type { Output } from './output.ts';

/** One thing that was looked at. `hint` stands for things that work, but not as well as they could. */
interface Finding {
  readonly check: string;
  readonly verdict: 'ok' | 'hint' | 'wrong';
  /** What was found, and what to do where something is wrong. */
  readonly text: string;
}

const littleSpaceBytes = 1024 ** 3;

/**
 * `trackline doctor`: says what is there and what is wrong. Exit code 1 when something is. With
 * `--recover` it sets a damaged database aside and makes the records of lost runs again.
 */
export async function doctor(args: readonly string[], output: Output): Promise<number> {
  const { values } = parseArguments({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      recover: { type: 'boolean', default: false },
    },
  });
  if (values.recover) {
    const { recover } = await import('./recover.ts');
    return await recover(output, values.json);
  }
  const project = locateProject(process.cwd());
  const findings = [
    { check: 'runtime', verdict: 'ok' as const, text: `Node ${process.version} ${process.arch}` },
    folderFinding(project),
    ...storeFindings(project),
    projectFileFinding(project),
    await gitFinding(project.root),
    await pythonFinding(),
    spaceFinding(project),
  ];
  if (values.json) output.line(JSON.stringify(findings, undefined, 2));
  else {
    const signs = { ok: '✓', hint: '·', wrong: '✗' };
    for (const { check, verdict, text } of findings) {
      output.line(`${signs[verdict]} ${check.padEnd(13)} ${text}`);
    }
  }
  return findings.some(({ verdict }) => verdict === 'wrong') ? 1 : 0;
}

function folderFinding({ root, store }: ProjectLocation): Finding {
  const check = 'folder';
  const place = existsSync(store) ? store : root;
  try {
    accessSync(place, constants.W_OK);
    return { check, verdict: 'ok', text: store };
  } catch (error) {
    const text = `${place} cannot be written to (${errorText(error)}). Check its permissions.`;
    return { check, verdict: 'wrong', text };
  }
}

function storeFindings(project: ProjectLocation): Finding[] {
  const check = 'store';
  const file = join(project.store, 'trackline.db');
  if (!databaseExists(file)) {
    return [{ check, verdict: 'ok', text: 'nothing is recorded yet' }];
  }
  try {
    const problem = damageOf(file);
    if (problem !== undefined) return [damageFinding(problem)];
    const opened = openStore(project.store);
    try {
      return [soundFinding(opened), ...lostFindings(opened)];
    } finally {
      opened.close();
    }
  } catch (error) {
    return [{ check, verdict: 'wrong', text: errorText(error) }];
  }
}

function damageFinding(problem: string): Finding {
  const text = `the database is damaged (${problem}): \`trackline doctor --recover\` keeps it under another name, begins a fresh one, and makes the runs again from their logs and events.`;
  return { check: 'store', verdict: 'wrong', text };
}

function soundFinding(store: Store): Finding {
  const check = 'store';
  const unseen = store.launches
    .unfinished()
    .filter(({ id }) => lifeOf(launchFolder(store.root, id)) === 'ended');
  const runs = `${store.runs.list('any').length} runs, the database is sound`;
  const note = `; ${unseen.length} launches ended unseen and are settled when runs are listed`;
  return unseen.length === 0
    ? { check, verdict: 'ok', text: runs }
    : { check, verdict: 'hint', text: runs + note };
}

/** Runs that a lost database held. */
function lostFindings(store: Store): Finding[] {
  const lost = lostLaunches(store).length;
  if (lost === 0) return [];
  const [aside] = setAsideFiles(store.root).slice(-1);
  const kept = aside === undefined ? '' : `; the damaged database is kept as ${aside}`;
  const text = `${lost} launches have logs and events here and are not in the database: \`trackline doctor --recover\` puts them on record again${kept}`;
  return [{ check: 'lost runs', verdict: 'hint', text }];
}

function projectFileFinding({ root }: ProjectLocation): Finding {
  const check = 'trackline.yaml';
  const { file, problem } = readProjectFile(root);
  if (problem !== undefined) return { check, verdict: 'wrong', text: problem };
  const { objective } = file;
  if (objective !== undefined) {
    return { check, verdict: 'ok', text: `${objective.direction} ${objective.metric}` };
  }
  const text =
    'no objective is set; add `objective: {metric: …, direction: maximize}` to sort runs by it';
  return { check, verdict: 'hint', text };
}

async function gitFinding(root: string): Promise<Finding> {
  const check = 'git';
  try {
    const repository = simpleGit(root);
    const version = await repository.version();
    if (!version.installed) {
      const text = 'git was not found, so source files are copied instead. Install git.';
      return { check, verdict: 'hint', text };
    }
    const inside = await repository.checkIsRepo();
    const number = `${version.major}.${version.minor}.${version.patch}`;
    return inside
      ? { check, verdict: 'ok', text: `${number}, ${root} is a repository` }
      : {
          check,
          verdict: 'hint',
          text: `${number}, but ${root} is no repository; run \`git init\``,
        };
  } catch (error) {
    return { check, verdict: 'wrong', text: errorText(error) };
  }
}

async function pythonFinding(): Promise<Finding> {
  const check = 'python';
  for (const program of ['python', 'python3']) {
    const { environment } = await captureEnvironment({ env: process.env, argv: [program] });
    const version = environment.interpreter?.version;
    if (version !== undefined) {
      const packages = Object.keys(environment.packages).length;
      return { check, verdict: 'ok', text: `${program} ${version}, ${packages} packages` };
    }
  }
  return { check, verdict: 'hint', text: 'neither python nor python3 was found on PATH' };
}

function spaceFinding({ root }: ProjectLocation): Finding {
  const check = 'disk';
  const { bavail, bsize } = statfsSync(root);
  const text = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free`;
  return bavail * bsize > littleSpaceBytes
    ? { check, verdict: 'ok', text }
    : { check, verdict: 'hint', text: `${text}; runs may not fit` };
}
