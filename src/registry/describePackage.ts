import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { errorText, UserError } from '../model/errors.ts';
import { signatureFile } from './signing/statement.ts';
import { fileSha256, packageDigest, parseSums, sumsFile } from './sums.ts';

/** What a package says of itself, read from its own files. */
export interface PackageDescription {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly licence: string;
  /** As in `ModelFormat`. */
  readonly format: string;
  /** The library that made it. */
  readonly framework: string;
  /** Digest of the list of sums. */
  readonly digest: string;
  /** ISO 8601, UTC: when the model was made. */
  readonly created: string;
  readonly runId?: string;
  readonly commit?: string;
  readonly source?: string;
  readonly metrics: Readonly<Record<string, string>>;
  /** Path → hexadecimal SHA-256, the list of sums itself left out. */
  readonly sums: ReadonlyMap<string, string>;
  /** Hexadecimal SHA-256 of its signature, when it has one. */
  readonly signature?: string;
}

const kitfile = v.object({
  package: v.object({
    name: v.string(),
    version: v.string(),
    description: v.optional(v.string(), ''),
    license: v.optional(v.string(), ''),
  }),
  model: v.object({ framework: v.optional(v.string(), ''), format: v.optional(v.string(), '') }),
});
const bom = v.object({
  metadata: v.object({
    timestamp: v.string(),
    component: v.object({
      modelCard: v.object({
        quantitativeAnalysis: v.object({
          performanceMetrics: v.array(v.object({ type: v.string(), value: v.string() })),
        }),
      }),
    }),
  }),
});
const provenance = v.object({
  predicate: v.object({
    buildDefinition: v.object({
      resolvedDependencies: v.array(
        v.object({
          uri: v.optional(v.string()),
          digest: v.optional(v.object({ gitCommit: v.optional(v.string()) })),
        }),
      ),
    }),
    runDetails: v.object({
      metadata: v.optional(v.object({ invocationId: v.string() })),
    }),
  }),
});

/**
 * Reads what a package says of itself.
 *
 * @throws {UserError} when the folder is no package, or its files are damaged.
 */
export async function describePackage(folder: string): Promise<PackageDescription> {
  try {
    const text = (file: string): Promise<string> => readFile(path.join(folder, file), 'utf8');
    const sums = await text(sumsFile);
    const { package: named, model } = v.parse(kitfile, parse(await text('Kitfile')));
    const { metadata } = v.parse(bom, JSON.parse(await text('bom.cdx.json')));
    const { predicate } = v.parse(provenance, JSON.parse(await text('provenance.json')));
    const listed = parseSums(sums);
    if (listed === undefined) throw new UserError(`${sumsFile} is damaged.`, '');
    const code = predicate.buildDefinition.resolvedDependencies.find(
      ({ digest }) => digest?.gitCommit !== undefined,
    );
    const source = code?.uri?.replace(/^git\+/, '');
    const runId = predicate.runDetails.metadata?.invocationId;
    const signature = existsSync(path.join(folder, signatureFile))
      ? await fileSha256(path.join(folder, signatureFile))
      : undefined;
    return {
      name: named.name,
      version: named.version,
      description: named.description,
      licence: named.license,
      format: model.format,
      framework: model.framework,
      digest: packageDigest(sums),
      created: metadata.timestamp,
      ...(runId === undefined ? {} : { runId }),
      ...(code?.digest?.gitCommit === undefined ? {} : { commit: code.digest.gitCommit }),
      ...(source === undefined || source === 'local' ? {} : { source }),
      metrics: Object.fromEntries(
        metadata.component.modelCard.quantitativeAnalysis.performanceMetrics.map(
          ({ type, value }) => [type, value],
        ),
      ),
      sums: listed,
      ...(signature === undefined ? {} : { signature }),
    };
  } catch (error) {
    throw new UserError(
      `${folder} is no package of Trackline, or is damaged: ${errorText(error)}.`,
      'Make it with `trackline package`.',
      { cause: error },
    );
  }
}
