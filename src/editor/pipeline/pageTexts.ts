import {
  diagnosticPages,
  type DiagnosticCode,
  type DiagnosticPage,
} from '../../pipeline/service/docs.ts';
import korean from './diagnosticPages.ko.json' with { type: 'json' };

const pages: Readonly<Record<string, readonly string[]>> = korean;

/** The page that explains a kind of diagnostic. @param language as the editor names it: `ko`, `en` */
export function pageOf(code: DiagnosticCode, language: string): DiagnosticPage {
  const [title, text] = /^ko\b/i.test(language) ? (pages[code] ?? []) : [];
  return title === undefined || text === undefined ? diagnosticPages[code] : { title, text };
}

/** Whether a kind of diagnostic has such a page. */
export function isCode(code: string): code is DiagnosticCode {
  return Object.hasOwn(diagnosticPages, code);
}
