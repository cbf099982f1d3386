import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { PipelineServer } from './pipeline/server/server.ts';

/*
 * The language server of pipeline files: a child process of the editor's window, or of any client of
 * the Language Server Protocol that starts it with `--stdio`.
 */

new PipelineServer(createConnection(ProposedFeatures.all)).listen();
