import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RunDetails } from '../../../src/protocol/views.ts';
import { copyButton, longList, longText, section } from '../../shared/controls.ts';
import { t } from '../../shared/text.ts';
import type { RunContext } from '../context.ts';

type Source = RunDetails['paramSources'][string];

const byName = new Intl.Collator('en', { numeric: true });

/** The run's parameters, and where each came from. */
export function params(context: RunContext): TemplateResult {
  const { details, ui } = context;
  const all = Object.entries(details.data.params).sort(([a], [b]) => byName.compare(a, b));
  return section(ui, {
    name: 'params',
    title: t('Parameters'),
    count: all.length === 0 ? undefined : all.length,
    content: () =>
      all.length === 0
        ? html`<p class="muted">
            ${t(
              'No parameters. Arguments such as --lr 0.1, defaults of argparse, click or typer, params.yaml and what the script logs through MLflow are recorded by themselves.',
            )}
          </p>`
        : longList(ui, {
            name: 'params',
            items: all,
            textOf: ([key, value]) => `${key}=${value}`,
            filterLabel: t('Filter parameters'),
            rows: (shown) => table(context, shown),
          }),
  });
}

function table(
  { details, ui }: RunContext,
  shown: readonly (readonly [string, string])[],
): TemplateResult {
  return html`<div class="table-frame">
    <table class="pairs">
      <thead>
        <tr>
          <th scope="col">${t('Parameter')}</th>
          <th scope="col">${t('Value')}</th>
          <th scope="col">${t('Source')}</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          shown,
          ([key]) => key,
          ([key, value]) =>
            html`<tr>
              <th scope="row" title=${key}><bdi class="clipped">${key}</bdi></th>
              <td class="code-text">
                ${longText(ui, `param-${key}`, value)}${copyButton(ui, key, value)}
              </td>
              <td class="muted small">${sourceWord(details.paramSources[key])}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function sourceWord(source: Source | undefined): string | typeof nothing {
  switch (source) {
    case undefined:
      return nothing;
    case 'command':
      return t('command line');
    case 'default':
      return t('script default');
    case 'config':
      return t('configuration file');
    case 'logged':
      return t('logged');
  }
}

/** The person's own tags. */
export function tags({ details, ui }: RunContext): TemplateResult | typeof nothing {
  const all = Object.entries(details.row.tags).sort(([a], [b]) => byName.compare(a, b));
  if (all.length === 0) return nothing;
  return section(ui, {
    name: 'tags',
    title: t('Tags'),
    count: all.length,
    content: () =>
      html`<ul class="tags">
        ${all.map(
          ([key, value]) =>
            html`<li>
              <bdi>${key}</bdi>${
                value === ''
                  ? nothing
                  : html`<span class="muted">: </span>${longText(ui, `tag-${key}`, value)}`
              }
            </li>`,
        )}
      </ul>`,
  });
}
