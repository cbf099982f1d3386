import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
  type Location,
  type Range,
} from 'vscode-languageserver/node';
import { pageUri } from '../../protocol/pipeline.ts';
import type { Diagnostic, Severity } from '../service/diagnostic.ts';
import { LineIndex } from '../service/lines.ts';
import type { Span } from '../service/yaml/values.ts';
import { uriOfPath } from './uris.ts';

/** What the diagnostics of ours are marked with. */
export const diagnosticSource = 'trackline';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Turns places of the language service into those of the protocol, one text after the other. */
export class Places {
  readonly #text: (path: string) => string;
  readonly #lines = new Map<string, LineIndex>();

  /** @param text the text of a file, as it is all the while that this is used */
  constructor(text: (path: string) => string) {
    this.#text = text;
  }

  /** The offset of a position in a file. */
  offset(path: string, position: { readonly line: number; readonly character: number }): number {
    return this.#index(path).offset(position);
  }

  /** A part of a file. */
  range(path: string, { start, end }: Span): Range {
    const index = this.#index(path);
    return { start: index.position(start), end: index.position(end) };
  }

  /** The same with the address of the file. */
  location({ path, start, end }: Span & { readonly path: string }): Location {
    return { uri: uriOfPath(path), range: this.range(path, { start, end }) };
  }

  /** A diagnostic with a way to the page that explains it. */
  diagnostic(one: Diagnostic): LspDiagnostic {
    const { code, severity, message, path, unnecessary, related } = one;
    return {
      range: this.range(path, one),
      severity: severities[severity],
      code,
      codeDescription: { href: pageUri(code) },
      source: diagnosticSource,
      message,
      ...(unnecessary === true && { tags: [DiagnosticTag.Unnecessary] }),
      ...(related !== undefined && {
        relatedInformation: related.map((place) => ({
          location: this.location(place),
          message: place.message,
        })),
      }),
    };
  }

  #index(path: string): LineIndex {
    const known = this.#lines.get(path);
    if (known !== undefined) return known;
    const made = new LineIndex(this.#text(path));
    this.#lines.set(path, made);
    return made;
  }
}
