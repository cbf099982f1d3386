import { TextDocuments, type Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOfUri } from './uris.ts';

/** The texts that are open in the editor, by path, kept as they are edited. */
export class OpenTexts {
  readonly texts = new Map<string, string>();
  readonly #documents = new TextDocuments(TextDocument);

  /** @param changed told of each path whose text is another, after `texts` has it */
  constructor(changed: (path: string) => void) {
    this.#documents.onDidChangeContent(({ document }) => {
      const path = pathOfUri(document.uri);
      if (path === undefined || this.texts.get(path) === document.getText()) return;
      this.texts.set(path, document.getText());
      changed(path);
    });
    this.#documents.onDidClose(({ document }) => {
      const path = pathOfUri(document.uri);
      if (path !== undefined && this.texts.delete(path)) changed(path);
    });
  }

  /** The version of the text of an address, when it is open. */
  version(uri: string): number | undefined {
    return this.#documents.get(uri)?.version;
  }

  /** Begins to follow what the editor tells. */
  listen(connection: Connection): void {
    this.#documents.listen(connection);
  }
}
