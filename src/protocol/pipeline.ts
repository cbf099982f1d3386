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
export const serverOptions = v.object({ severities: v.optional(chosenSeverities, {}) });
export type ServerOptions = Readonly<v.InferOutput<typeof serverOptions>>;

/** Requests of the editor to the server. */
export const pipelineRequests = {
  /** `null` when the repository of a file or folder has no pipeline. */
  graph: new RequestType<{ readonly uri: string }, PipelineGraph | null, void>('trackline/graph'),
} as const;

/** Notifications, in either direction. */
export const pipelineNotifications = {
  /** To the editor: the graph of the repository at an absolute path may be another. */
  graphChanged: new NotificationType<{ readonly root: string }>('trackline/graphChanged'),
  /** To the server: what a person chose is another. */
  severities: new NotificationType<ChosenSeverities>('trackline/severities'),
} as const;
