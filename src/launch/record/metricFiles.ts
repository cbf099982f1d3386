import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { errorText } from '../../model/errors.ts';
import type { MetricPoint } from '../../model/run.ts';

/** Numbers of metrics files, and sentences about those that cannot be read. */
export interface FileMetrics {
  readonly points: readonly MetricPoint[];
  readonly warnings: readonly string[];
}

/** Larger files hold something else than a few numbers. */
const maxBytes = 1024 * 1024;

/**
 * The numbers in the metrics files of a stage, JSON or YAML, by their keys: `accuracy`,
 * `test.accuracy`. A name that several files have is told from which it is. A file that is not there
 * says nothing.
 */
export function readMetricFiles(files: readonly string[], timestamp: number): FileMetrics {
  const warnings: string[] = [];
  const found: { readonly file: string; readonly key: string; readonly value: number }[] = [];
  for (const file of files) {
    try {
      for (const [key, value] of numbersIn(file)) found.push({ file, key, value });
    } catch (error) {
      warnings.push(`The metrics file ${path.basename(file)} was not read: ${errorText(error)}.`);
    }
  }
  const byKey = Map.groupBy(found, ({ key }) => key);
  const points = found.map(({ file, key, value }) => {
    const isOnly = byKey.get(key)?.length === 1;
    const name = isOnly ? key : `${path.basename(file).replace(/\.[^.]+$/, '')}.${key}`;
    return { key: name, value, timestamp, step: 0 };
  });
  return { points, warnings };
}

function numbersIn(file: string): [string, number][] {
  const text = textOf(file);
  if (text === undefined || !/\.(?:json|ya?ml)$/i.test(file)) return [];
  if (text.length > maxBytes) throw new Error('it is larger than 1 MiB');
  const data: unknown = parse(text, { schema: 'core' });
  return flattened(data, '');
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) return undefined;
    throw error;
  }
}

function flattened(data: unknown, prefix: string): [string, number][] {
  if (typeof data === 'number') return prefix === '' ? [] : [[prefix, data]];
  // A list is a curve or a table, and no number to compare runs by.
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    flattened(value, prefix === '' ? key : `${prefix}.${key}`),
  );
}
