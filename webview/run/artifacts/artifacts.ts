import { html, nothing, type TemplateResult } from 'lit';
import { linkButton, section } from '../../shared/controls.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { icon, type IconName } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import {
  artifactTree,
  isModelFile,
  type ArtifactFile,
  type ArtifactFolder,
} from './artifactTree.ts';
import { isLive, type RunContext } from '../context.ts';
import { packageButton, packagingContext } from './packaging.ts';

/** Files of a folder shown before the rest is asked for. */
const filesAtFirst = 100;

/** The run's artifacts as a tree. */
export function artifacts(context: RunContext): TemplateResult {
  const { details, ui, post } = context;
  return section(ui, {
    name: 'artifacts',
    title: t('Artifacts'),
    count: details.artifacts.length === 0 ? undefined : details.artifacts.length,
    content: () =>
      details.artifacts.length === 0
        ? html`<p class="muted">
            ${
              isLive(details)
                ? t('No artifacts yet. Files and models logged through MLflow appear here.')
                : t('No artifacts. Files and models logged through MLflow appear here.')
            }
          </p>`
        : html`<div class="tree">${children(context, artifactTree(details.artifacts))}</div>
            ${
              details.artifactFolder === undefined
                ? nothing
                : html`<p>
                    ${linkButton(t('Reveal Artifacts Folder'), details.artifactFolder, () =>
                      post({ kind: 'revealArtifacts' }),
                    )}
                  </p>`
            }`,
  });
}

function children(context: RunContext, folder: ArtifactFolder, inModel = false): TemplateResult {
  const { ui } = context;
  const all = `files-${folder.path}`;
  const files = ui.isUnfolded(all) ? folder.files : folder.files.slice(0, filesAtFirst);
  // What a model is made of is no model of its own.
  const whole = inModel || folder.isModel;
  return html`<ul>
    ${folder.folders.map((each) => html`<li>${folderItem(context, each, whole)}</li>`)}
    ${files.map((each) => html`<li>${fileItem(context, each, whole)}</li>`)}
    ${
      files.length < folder.files.length
        ? html`<li>
            ${linkButton(t('Show all {0}', formatCount(folder.files.length)), '', () =>
              ui.setUnfolded(all, true),
            )}
          </li>`
        : nothing
    }
  </ul>`;
}

function folderItem(context: RunContext, folder: ArtifactFolder, inModel: boolean): TemplateResult {
  const { ui } = context;
  const name = `artifact-${folder.path}`;
  // A model is one thing; what it is made of is seldom wanted.
  const byDefault = !folder.isModel;
  const open = ui.isOpen(name, byDefault);
  const isModel = folder.isModel && !inModel;
  const menu = isModel ? packagingContext(context, folder.path) : nothing;
  const details = html`<details
    ?open=${open}
    @toggle=${(event: Event) =>
      ui.setOpen(name, (event.currentTarget as HTMLDetailsElement).open, byDefault)}
  >
    <summary data-vscode-context=${menu}>
      ${icon('chevron-right', 'twistie')}${icon(folder.isModel ? 'package' : 'folder')}
      <bdi>${folder.name}</bdi>
      ${folder.isModel ? html`<span class="mark">${t('model')}</span>` : nothing}
      <span class="muted small">${formatBytes(folder.bytes)}</span>
    </summary>
    ${open ? children(context, folder, inModel) : nothing}
  </details>`;
  // A button within the summary would be one within a button.
  return isModel
    ? html`<div class="packed">${details}${packageButton(context, folder.path, true)}</div>`
    : details;
}

function fileItem(context: RunContext, file: ArtifactFile, inModel: boolean): TemplateResult {
  const { post } = context;
  return html`<span
    class="leaf"
    data-vscode-context=${inModel ? nothing : packagingContext(context, file.path)}
    >${icon(fileIcon(file.name))}
    ${linkButton(file.name, t('Open {0}', file.path), () =>
      post({ kind: 'openArtifact', path: file.path }),
    )}
    ${isModelFile(file.name) ? html`<span class="mark">${t('model')}</span>` : nothing}
    <span class="muted small">${formatBytes(file.bytes)}</span>${
      inModel ? nothing : packageButton(context, file.path)
    }</span
  >`;
}

function fileIcon(name: string): IconName {
  if (isModelFile(name)) return 'package';
  return /\.(png|jpe?g|gif|webp|svg|bmp)$/i.test(name) ? 'file-media' : 'file';
}
