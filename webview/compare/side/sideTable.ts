import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ComparedRun } from '../../../src/protocol/compare.ts';
import { linkButton } from '../../shared/controls.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { swatch } from '../charts/swatch.ts';
import { statusWord } from '../table/columns/columnText.ts';
import { lineLook } from '../charts/runColours.ts';
import type { CompareContext } from '../tab.ts';
import type { Folds } from './folds.ts';
import { sideSections, type SideCell, type SideRow, type SideSection } from './sideRows.ts';

/** The head of the table, a column for each run, the one that others are compared with first. */
export function sideHead(context: CompareContext, runs: readonly ComparedRun[]): TemplateResult {
  return html`<thead>
    <tr>
      <td></td>
      ${runs.map(
        ({ id, name, status }, index) =>
          html`<th scope="col">
            ${swatch(lineLook(context.look(id)))}
            ${linkButton(name, t('Open {0}', name), () =>
              context.post({ kind: 'openRun', runId: id }),
            )}
            <div class="muted small">
              ${statusWord(status)}${index === 0 ? ` · ${t('reference')}` : ''}
            </div>
          </th>`,
      )}
    </tr>
  </thead>`;
}

/** What the runs have, in sections, with what differs marked. */
export function sideBodies(
  context: CompareContext,
  runs: readonly ComparedRun[],
  onlyDifferences: boolean,
  folds: Folds,
): TemplateResult[] {
  return sideSections(runs).map(({ name, title, rows }: SideSection) => {
    const different = rows.filter(({ differs }) => differs);
    const wanted = onlyDifferences ? different : rows;
    return html`<tbody>
      <tr class="side-heading">
        <th colspan=${runs.length + 1} scope="rowgroup">
          ${folds.twistie(name, title)}
          <span class="muted"
            >${t('{0} of {1} differ', formatCount(different.length), formatCount(rows.length))}</span
          >
        </th>
      </tr>
      ${
        folds.isOpen(name)
          ? html`${name === 'code' ? codeRow(context, runs) : nothing}
            ${repeat(
              folds.shown(name, wanted),
              (row) => row.name,
              (row) => valueRow(row),
            )}
            ${folds.rest(name, wanted, runs.length)}`
          : nothing
      }
    </tbody>`;
  });
}

function valueRow({ name, cells, differs }: SideRow): TemplateResult {
  const [first] = cells;
  return html`<tr class=${differs ? 'differs' : ''}>
    <th scope="row" title=${name}>
      <span class="unlike" title=${differs ? t('differs') : nothing}
        >${differs ? '≠' : nothing}</span
      ><bdi>${name}</bdi>${differs ? html`<span class="spoken"> ${t('differs')}</span>` : nothing}
    </th>
    ${cells.map((cell) => valueCell(cell, differs && cell?.full !== first?.full))}
  </tr>`;
}

function valueCell(cell: SideCell | undefined, differs: boolean): TemplateResult {
  if (cell === undefined) {
    return html`<td class=${differs ? 'muted other' : 'muted'}>–</td>`;
  }
  return html`<td class=${differs ? 'other' : ''} title=${cell.full}><bdi>${cell.text}</bdi></td>`;
}

/** Opens what changed in the code from the first run to another one. */
function codeRow(context: CompareContext, runs: readonly ComparedRun[]): TemplateResult {
  const [first] = runs;
  return html`<tr>
    <th scope="row">${t('Changes')}</th>
    ${runs.map((run) =>
      first === undefined || run === first || run.launch?.code === undefined
        ? html`<td class="muted">–</td>`
        : html`<td>
            ${linkButton(
              t('Show Code Changes'),
              t('Show what changed in the code from {0} to {1}', first.name, run.name),
              () => context.post({ kind: 'showCodeChanges', before: first.id, after: run.id }),
            )}
          </td>`,
    )}
  </tr>`;
}
