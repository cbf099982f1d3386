import { html, nothing, type TemplateResult } from 'lit';
import type { GraphTrouble, PipelineGraph } from '../../../src/model/pipelineGraph.ts';
import { linkButton } from '../../shared/controls.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';

/** What is wrong with what is drawn, in one quiet line or two. */
export function notices(
  graph: PipelineGraph,
  trouble: string | undefined,
  onOpen: (index: number) => void,
  onRetry: () => void,
): TemplateResult {
  const [first] = graph.troubles;
  return html`<div role="status">
    ${
      trouble === undefined
        ? nothing
        : html`<div class="notice bad">
            ${icon('error')}
            <p>${trouble} ${linkButton(t('Retry'), '', onRetry)}</p>
          </div>`
    }
    ${
      first === undefined
        ? nothing
        : html`<div class="notice">
            ${icon('warning')}
            <p>
              ${before(graph)} ${first.message}
              ${linkButton(placeOf(first), t('Go to the error'), () => onOpen(0))}
              ${graph.troubles.length > 1 ? t('and {0} more', graph.troubles.length - 1) : nothing}
            </p>
          </div>`
    }
  </div>`;
}

function placeOf({ location }: GraphTrouble): string {
  return `${location.file}:${location.range.start.line + 1}`;
}

/** What is drawn in place of what cannot be read. */
function before({ files }: PipelineGraph): string {
  const old = files.filter(({ state }) => state === 'last-good').map(({ path }) => path);
  return old.length === 0
    ? ''
    : t('{0} cannot be read now, so its stages are shown as they were.', old.join(', '));
}
