import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeProject, makeRepository } from '../../harness/project.ts';
import type { Project } from '../../harness/project.ts';

/** Files in one folder. */
const perFolder = 100;
/** About a kilobyte, as a script has. */
const lines = 30;

/**
 * Makes a repository with one commit of so many files. Their times lie in the past, as they do in a
 * repository that somebody works in: git reads files again that are as young as its index.
 */
export async function makeLargeRepository(tracked: number): Promise<Project> {
  const project = await makeProject({ '.gitignore': '.trackline/\n' }, { git: false });
  const past = Date.now() / 1000 - 3600;
  for (let index = 0; index < tracked; index += 1) {
    const file = project.path(trackedFile(index));
    if (index % perFolder === 0) await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content(index, 0));
    await utimes(file, past, past);
  }
  await makeRepository(project);
  return project;
}

/**
 * Gives half of `count` files that are tracked, and as many new ones, a content that they never had:
 * git has to read and store each of them.
 */
export async function change(project: Project, count: number, round: number): Promise<void> {
  for (let index = 0; index < count / 2; index += 1) {
    await project.write(trackedFile(index * 7), content(index, round));
    await project.write(`new/new-${index}.py`, content(index, -round));
  }
}

function trackedFile(index: number): string {
  const folder = String(Math.floor(index / perFolder)).padStart(4, '0');
  return `src/part-${folder}/module-${index}.py`;
}

function content(index: number, round: number): string {
  return Array.from({ length: lines }, (_, line) => `value_${line} = ${index} + ${round} * ${line}`)
    .join('\n')
    .concat('\n');
}
