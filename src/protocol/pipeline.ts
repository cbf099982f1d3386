import * as v from 'valibot';
import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { PipelineGraph } from '../model/pipelineGraph.ts';

/*
 * What the editor and the language server of pipeline files say to each other beyond the Language
 * Server Protocol.
 */

/** Scheme of the documents that explain diagnostics. */
export const pageScheme = 'trackline-docs';

/** The address of the page that explains a kind of diagnostic. */
export function pageUri(code: string): string {
  return `${pageScheme}:/${code}.md`;
}

/** A severity that a person can choose. */
export const chosenSeverity = v.picklist(['warning', 'information', 'hint', 'off']);

/** Severities that a person chose for kinds of diagnostics, by code; none for errors. */
export const chosenSeverities = v.record(v.string(), chosenSeverity);
export type ChosenSeverities = Readonly<v.InferOutput<typeof chosenSeverities>>;

/** What the editor tells the server at its start. */
export const serverOptions = v.object({
  severities: v.optional(chosenSeverities, {}),
  /** Patterns of the files that the server formats; others belong to another extension. */
  formatted: v.optional(v.array(v.string()), []),
});
export type ServerOptions = Readonly<v.InferOutput<typeof serverOptions>>;

/** What is on record of the runs of a project, as far as pipeline files are about it. */
export const recordedFacts = v.object({
  /** Of all metrics that runs have logged. */
  metricNames: v.array(v.string()),
  /** The last run of each stage that has one. */
  lastRuns: v.array(
    v.object({
      /** The dvc.yaml, absolute with `/`. */
      file: v.string(),
      /** As DVC names it after expansion: `train@large`. */
      stage: v.string(),
      status: v.picklist(['running', 'finished', 'failed', 'killed']),
      /** Milliseconds since 1970. */
      startedAt: v.number(),
      metrics: v.array(v.object({ name: v.string(), value: v.number() })),
    }),
  ),
});
export type RecordedFacts = v.InferOutput<typeof recordedFacts>;

/** Requests of the editor to the server. */
export const pipelineRequests = {
  /** `null` when the repository of a file or folder has no pipeline. */
  graph: new RequestType<{ readonly uri: string }, PipelineGraph | null, void>('trackline/graph'),
} as const;

/** Requests of the server to the editor. */
export const editorRequests = {
  /** About the project that a file belongs to. */
  recorded: new RequestType<{ readonly uri: string }, RecordedFacts, void>('trackline/recorded'),
} as const;

/** Notifications, in either direction. */
export const pipelineNotifications = {
  /** To the editor: the graph of the repository at an absolute path may be another. */
  graphChanged: new NotificationType<{ readonly root: string }>('trackline/graphChanged'),
  /** To the server: runs were recorded since it asked. */
  recorded: new NotificationType<void>('trackline/recordChanged'),
  /** To the server: what a person chose is another. */
  severities: new NotificationType<ChosenSeverities>('trackline/severities'),
} as const;
