import {
  FoldingRangeKind,
  InlayHintKind,
  type DocumentLink,
  type FoldingRange,
  type InlayHint,
  type InlayHintParams,
} from 'vscode-languageserver/node';
import type { Asked } from '../features.ts';
import { uriOfPath } from '../uris.ts';

/** What can be folded. */
export function foldingRanges({ path, service, places }: Asked): FoldingRange[] {
  return service.folds(path).map((fold) => {
    const { start, end } = places.range(path, fold);
    return {
      startLine: start.line,
      endLine: end.character === 0 ? end.line - 1 : end.line,
      ...(fold.kind === 'comment' && { kind: FoldingRangeKind.Comment }),
    };
  });
}

/** The parts of a file that lead to another one. */
export function documentLinks({ path, service, places }: Asked): DocumentLink[] {
  return service.links(path).map((link) => ({
    range: places.range(path, link),
    target: /^https?:/.test(link.target) ? link.target : uriOfPath(link.target),
    tooltip: link.tooltip,
  }));
}

/** What is shown between the characters of some lines. */
export function inlayHints({ path, service, places }: Asked, params: InlayHintParams): InlayHint[] {
  const first = places.offset(path, params.range.start);
  const last = places.offset(path, params.range.end);
  return service
    .hints(path)
    .filter(({ offset }) => first <= offset && offset <= last)
    .map(({ offset, text, tooltip, kind }) => ({
      position: places.range(path, { start: offset, end: offset }).start,
      label: text,
      tooltip,
      paddingLeft: true,
      ...(kind === 'value' && { kind: InlayHintKind.Parameter }),
    }));
}
