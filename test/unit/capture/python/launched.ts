import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EventLineReader, type HelperEvent } from '../../../../src/capture/inputs/eventLines.ts';
import { makeProject, type Project } from '../../../harness/project.ts';
import { testPython } from '../../../harness/python.ts';

/** The folder that a launch puts on PYTHONPATH. */
export const helper = path.resolve(import.meta.dirname, '../../../../python');

/** How a Python process went, and what its helper told. */
export interface Launched {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of all processes, one list for each event file. */
  readonly files: readonly (readonly HelperEvent[])[];
  readonly events: readonly HelperEvent[];
  readonly malformed: number;
}

export interface LaunchOptions {
  /** Put before the program, such as `-S`. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Run as if Trackline were not there. */
  readonly bare?: boolean;
  /** Looked at whenever something came on stdout; true kills the process with SIGKILL. */
  readonly killWhen?: (stdout: string) => boolean;
}

/** A project to launch Python in, outside git. */
export function project(files: Readonly<Record<string, string>>): Promise<Project> {
  return makeProject(files, { git: false });
}

/** Runs `script` of the project as a launch would, or bare. */
export async function launch(
  where: Project,
  script: string,
  options: LaunchOptions = {},
): Promise<Launched> {
  const events = where.path('.trackline', 'launches', 'one', 'events');
  mkdirSync(events, { recursive: true });
  const args = [...(options.flags ?? []), script, ...(options.args ?? [])];
  const child = spawn(testPython(), args, {
    cwd: where.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...plainEnvironment(), ...(options.bare ? {} : ours(where, events)), ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (options.killWhen?.(stdout)) child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject).on('close', (...end) => resolve(end));
  });
  return { code, signal, stdout, stderr, ...told(events) };
}

/** The project's paths that were read or written, as `r name` and `w name`, sorted. */
export function opened(launched: Pick<Launched, 'events'>, where: Project): string[] {
  const shown = launched.events.flatMap((event) => {
    if (event.kind !== 'file' && event.kind !== 'folder') return [];
    const name = path.relative(where.folder, event.path).replaceAll(path.sep, '/');
    return [`${event.mode === 'read' ? 'r' : 'w'} ${name}${event.kind === 'folder' ? '/' : ''}`];
  });
  return shown.sort();
}

function ours(where: Project, events: string): Record<string, string> {
  return {
    PYTHONPATH: helper,
    TRACKLINE_EVENTS_DIR: events,
    TRACKLINE_PROJECT: where.folder,
  };
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const plain = Object.entries(process.env).filter(([name]) => !/^(PYTHON|TRACKLINE_)/.test(name));
  return Object.fromEntries(plain);
}

function told(folder: string): Pick<Launched, 'files' | 'events' | 'malformed'> {
  let malformed = 0;
  const files = readdirSync(folder).map((name) => {
    const reader = new EventLineReader();
    const events = reader.push(readFileSync(path.join(folder, name)));
    malformed += reader.malformedCount;
    return events;
  });
  return { files, events: files.flat(), malformed };
}
