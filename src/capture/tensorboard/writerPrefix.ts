import { basename, dirname, relative, sep } from 'node:path';

/** Folders that hold a part of one training, as Keras and many scripts name them. */
const partOfTraining = /^(?:train(?:ing)?|val(?:id(?:ation)?)?|test(?:ing)?|eval(?:uation)?)$/i;
/** The folder that `add_hparams` writes beside the events it belongs to: a time. */
const sessionFolder = /^\d{9,}(?:\.\d+)?$/;

/**
 * What distinguishes the metrics of several writers: the folder of each, relative to the folder
 * of the one that came first, whose own metrics keep their names. It depends on the first folder
 * alone, so that a metric never changes its name while a run goes on.
 *
 * @returns empty, or a path with forward slashes and one at the end
 */
export function writerPrefix(first: string, folder: string): string {
  if (sessionFolder.test(basename(folder)) && folder !== first) {
    return writerPrefix(first, dirname(folder));
  }
  const root = partOfTraining.test(basename(first)) ? dirname(first) : first;
  let common = root;
  while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) {
    const parent = dirname(common);
    if (parent === common) return '';
    common = parent;
  }
  const path = relative(common, folder).replaceAll(sep, '/');
  return path === '' ? '' : `${path}/`;
}
