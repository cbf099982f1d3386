import { html, nothing, type TemplateResult } from 'lit';
import { copyButton, factList, longList, longText, section } from '../../shared/controls.ts';
import { formatBytes } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { commandLine } from '../../../src/model/commandLine.ts';
import type { RunContext } from '../context.ts';
import { interpreterSource } from '../head/status.ts';

/** Where the run's command ran. */
export function environment(context: RunContext): TemplateResult | typeof nothing {
  const { details, ui } = context;
  const found = details.launch?.environment;
  if (found === undefined) return nothing;
  const { interpreter, gpus } = found;
  return section(ui, {
    name: 'environment',
    title: t('Environment'),
    open: false,
    content: () =>
      html`${factList([
        { label: t('Host'), value: found.hostname },
        { label: t('Platform'), value: found.platform },
        { label: t('CPU'), value: t('{0} ({1} threads)', found.cpu, found.cpus) },
        { label: t('Memory'), value: formatBytes(found.memoryBytes) },
        { label: t('GPU'), value: gpus.length === 0 ? t('None found') : gpus.join(', ') },
        interpreter === undefined
          ? undefined
          : {
              label: t('Interpreter'),
              value: html`<span class="code-text">${interpreter.path}</span>
                <span class="muted"
                  >${interpreter.version ?? nothing} ·
                  ${interpreterSource(interpreter.source)}</span
                >`,
            },
      ])}${pairs(context, {
        name: 'variables',
        title: t('Environment variables'),
        filterLabel: t('Filter variables'),
        columns: [t('Name'), t('Value')],
        values: found.variables,
      })}${pairs(context, {
        name: 'packages',
        title: t('Packages'),
        filterLabel: t('Filter packages'),
        columns: [t('Package'), t('Version')],
        values: found.packages,
      })}`,
  });
}

interface PairsOptions {
  readonly name: string;
  readonly title: string;
  readonly filterLabel: string;
  readonly columns: readonly [string, string];
  readonly values: Readonly<Record<string, string>>;
}

function pairs({ ui }: RunContext, options: PairsOptions): TemplateResult | typeof nothing {
  const all = Object.entries(options.values);
  if (all.length === 0) return nothing;
  return section(ui, {
    name: options.name,
    title: options.title,
    count: all.length,
    level: 3,
    open: false,
    content: () =>
      longList(ui, {
        name: options.name,
        items: all,
        textOf: ([key, value]) => `${key}=${value}`,
        filterLabel: options.filterLabel,
        rows: (shown) =>
          html`<div class="table-frame">
            <table class="pairs">
              <thead>
                <tr>
                  <th scope="col">${options.columns[0]}</th>
                  <th scope="col">${options.columns[1]}</th>
                </tr>
              </thead>
              <tbody>
                ${shown.map(
                  ([key, value]) =>
                    html`<tr>
                      <th scope="row"><bdi>${key}</bdi></th>
                      <td class="code-text">${longText(ui, `${options.name}-${key}`, value)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`,
      }),
  });
}

/** What was run, and where. */
export function command({ details, ui }: RunContext): TemplateResult | typeof nothing {
  const ran = details.launch?.command;
  if (ran === undefined) return nothing;
  const line = commandLine(ran.argv);
  return section(ui, {
    name: 'command',
    title: t('Command'),
    content: () =>
      factList([
        {
          label: t('Command line'),
          value: html`<span class="code-text">${longText(ui, 'command-line', line)}</span
            >${copyButton(ui, t('command'), line)}`,
        },
        {
          label: t('Working folder'),
          value: html`<span class="code-text"><bdi>${ran.cwd}</bdi></span
            >${copyButton(ui, t('working folder'), ran.cwd)}`,
        },
        {
          label: t('User'),
          value: html`<bdi>${details.launch?.user ?? ''}</bdi>
            <span class="muted">@ ${details.launch?.hostname ?? ''}</span>`,
        },
      ]),
  });
}
