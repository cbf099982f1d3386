import assert from 'node:assert/strict';
import type { PipelineService } from '../../../../src/pipeline/service/service.ts';

/** Asks a service for all that it can tell of a place in a file; every place that it names is in the text. */
export function askEverything(
  service: PipelineService,
  path: string,
  text: string,
  offset: number,
): void {
  const inText = ({ start, end }: { start: number; end: number }) => {
    assert.ok(start >= 0 && start <= end && end <= text.length, `${start}-${end}`);
  };
  service.hover(path, offset);
  service.definition(path, offset);
  service.references(path, offset);
  service.completions(path, offset).forEach(({ span }) => {
    assert.ok(span.start <= span.end && span.end <= offset);
  });
  service.symbols(path);
  service.folds(path).forEach(inText);
  service.links(path).forEach(inText);
  service.hints(path).forEach(({ offset: at }) => {
    inText({ start: at, end: at });
  });
  let last = 0;
  for (const token of service.tokens(path)) {
    inText(token);
    assert.ok(token.start >= last && !text.slice(token.start, token.end).includes('\n'), 'token');
    last = token.end;
  }
  last = 0;
  for (const edit of service.format(path)) {
    inText(edit);
    assert.ok(edit.start >= last, 'edit');
    last = edit.end;
  }
  const place = service.prepareRename(path, offset);
  if (place.kind === 'place') inText(place);
  const renamed = service.rename(path, offset, 'renamed');
  if (renamed.kind === 'edits') {
    for (const edit of renamed.edits.filter((one) => one.path === path)) inText(edit);
  }
}
