import { extname, basename } from 'node:path';

/** Shown as text by MLflow's pages, whatever else they are. */
const textExtensions = new Set(
  'txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst mlmodel mlproject'.split(
    ' ',
  ),
);

const types: Readonly<Record<string, string>> = {
  bmp: 'image/bmp',
  css: 'text/css',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/vnd.microsoft.icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  wav: 'audio/x-wav',
  webm: 'video/webm',
  webp: 'image/webp',
  zip: 'application/zip',
};

/** The Content-Type of a file, by its name, as MLflow's server guesses it. */
export function mimeType(file: string): string {
  const name = basename(file).toLowerCase();
  // `MLmodel` and `MLproject` have no extension but are text by their name.
  const extension = extname(name).slice(1) || name;
  if (textExtensions.has(extension)) return 'text/plain';
  return (Object.hasOwn(types, extension) && types[extension]) || 'application/octet-stream';
}
