import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RunFile } from '../../../src/model/run.ts';
import { linkButton, longList, section } from '../../shared/controls.ts';
import { formatBytes, formatCount, shortDigest } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import { isLive, type RunContext } from '../context.ts';
import { packageButton, packagingContext } from '../artifacts/packaging.ts';

/** What the run read and wrote. */
export function data(context: RunContext): TemplateResult {
  const { details, ui } = context;
  const { inputs, outputs, datasets } = details;
  const count = inputs.length + outputs.length + datasets.length;
  return section(ui, {
    name: 'data',
    title: t('Data'),
    count: count === 0 ? undefined : count,
    content: () =>
      count === 0
        ? html`<p class="muted">
            ${t('No data. Files of the project that the script reads and writes are listed here.')}
          </p>`
        : html`${files(context, 'inputs', t('Inputs'), inputs)}${files(
            context,
            'outputs',
            t('Outputs'),
            outputs,
          )}${namedDatasets(context)}`,
  });
}

function files(
  context: RunContext,
  name: string,
  title: string,
  all: readonly RunFile[],
): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<h3>${title}</h3>
    ${longList(context.ui, {
      name,
      items: all,
      textOf: (file) => file.path,
      filterLabel: t('Filter files'),
      rows: (shown) =>
        html`<div class="table-frame">
          <table class="files">
            <thead>
              <tr>
                <th scope="col">${t('Path')}</th>
                <th scope="col" class="number">${t('Size')}</th>
                <th scope="col">SHA-256</th>
              </tr>
            </thead>
            <tbody>
              ${repeat(
                shown,
                (file) => file.path,
                (file) => fileRow(context, file, name === 'outputs'),
              )}
            </tbody>
          </table>
        </div>`,
    })}`;
}

function fileRow(context: RunContext, file: RunFile, isOutput: boolean): TemplateResult {
  const { details, post } = context;
  const { path } = file;
  const mayBeModel = isOutput && file.kind === 'file';
  return html`<tr data-vscode-context=${mayBeModel ? packagingContext(context, path) : nothing}>
    <th scope="row">
      <div class="path">
        ${icon(file.kind === 'folder' ? 'folder' : 'file')}
        ${linkButton(path, t('Open {0}', path), () => post({ kind: 'openFile', path }))}
        ${
          file.kind === 'folder'
            ? html`<span class="muted small">${filesWord(file.files)}</span>`
            : nothing
        }
        ${mayBeModel ? packageButton(context, path) : nothing}
      </div>
    </th>
    <td class="number">${file.bytes === undefined ? '–' : formatBytes(file.bytes)}</td>
    <td class="code-text">
      ${
        file.digest === undefined
          ? html`<span class="muted">${isLive(details) ? t('hashing…') : t('not hashed')}</span>`
          : html`<span title=${file.digest}>${shortDigest(file.digest)}</span>`
      }
    </td>
  </tr>`;
}

/** How many files, in words. */
export function filesWord(count: number): string {
  return count === 1 ? t('1 file') : t('{0} files', formatCount(count));
}

function namedDatasets({ details }: RunContext): TemplateResult | typeof nothing {
  if (details.datasets.length === 0) return nothing;
  return html`<h3>${t('Datasets logged through MLflow')}</h3>
    <div class="table-frame">
      <table class="files">
        <thead>
          <tr>
            <th scope="col">${t('Name')}</th>
            <th scope="col">${t('Used for')}</th>
            <th scope="col">${t('Source')}</th>
            <th scope="col">${t('Digest')}</th>
          </tr>
        </thead>
        <tbody>
          ${details.datasets.map(
            (dataset) =>
              html`<tr>
                <th scope="row">${icon('database')} <bdi>${dataset.name}</bdi></th>
                <td>${dataset.context ?? '–'}</td>
                <td>${dataset.sourceType}</td>
                <td class="code-text" title=${dataset.digest}>${shortDigest(dataset.digest)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
