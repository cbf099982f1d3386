import { html, nothing, type TemplateResult } from 'lit';
import {
  formatNames,
  isBlocking,
  type ModelSignature,
  type SafetyFinding,
  type ValueSpec,
} from '../../src/model/modelFile.ts';
import type { ModelLineage } from '../../src/model/modelPackage.ts';
import type { GateReport, PackagePreview } from '../../src/protocol/packages.ts';
import { factList, linkButton, type Content } from '../shared/controls.ts';
import { formatBytes, formatNumber } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/text.ts';
import { hasOwnSignature, type Draft } from './draft.ts';
import { box, type OnChange } from './fields.ts';

/** Rows of a long list that are shown. */
const rowsShown = 30;

/** A part of the sheet under a heading. */
function part(id: string, title: string, content: Content): TemplateResult {
  return html`<section aria-labelledby="part-${id}">
    <h2 id="part-${id}">${title}</h2>
    ${content}
  </section>`;
}

/** What the model's file is. */
export function modelPart({ plan, bytes }: PackagePreview): TemplateResult {
  const { format, modelClass, details } = plan.facts;
  return part(
    'model',
    t('Model'),
    html`${factList([
      { label: t('Format'), value: formatNames[format] },
      modelClass === undefined ? undefined : { label: t('Class'), value: code(modelClass) },
      { label: t('Size'), value: formatBytes(bytes) },
      { label: t('File'), value: code(plan.source) },
      ...Object.entries(details).map(([label, value]) => ({ label, value })),
    ])}
    ${hasOwnSignature(plan) ? nothing : signature(plan.signature)}`,
  );
}

function signature(known: ModelSignature | undefined): TemplateResult {
  if (known === undefined) {
    return html`<p class="muted">${t('The file does not say what the model takes and gives.')}</p>`;
  }
  return factList([
    { label: t('Takes'), value: specs(known.inputs) },
    { label: t('Gives'), value: specs(known.outputs) },
  ]);
}

function specs(values: readonly ValueSpec[]): Content {
  if (values.length === 0) return t('not known');
  const texts = values.slice(0, rowsShown).map(({ name, dtype, shape }) => {
    const size = shape.length === 0 ? '' : `[${shape.map((each) => each ?? '?').join(', ')}]`;
    return `${name === undefined ? '' : `${name}: `}${dtype}${size}`;
  });
  return code([...texts, ...(values.length > rowsShown ? ['…'] : [])].join(', '));
}

function code(text: string): TemplateResult {
  return html`<bdi class="code-text">${text}</bdi>`;
}

/** What a person must know before the model is trusted. */
export function safetyPart(
  findings: readonly SafetyFinding[],
  draft: Draft,
  onChange: OnChange,
): TemplateResult {
  const blocking = findings.filter(isBlocking).length;
  return part(
    'safety',
    t('Safety'),
    html`<p class="verdict">
        ${
          blocking === 0
            ? html`${icon('pass', 'good')}
                <span>${t('Nothing was found that runs code when the model is loaded.')}</span>`
            : html`${icon('warning', 'doubtful')}
                <span>${t('Findings stop a push until you give a reason to override them.')}</span>`
        }
      </p>
      ${
        findings.length === 0
          ? nothing
          : html`<ul class="rows">
              ${findings.slice(0, rowsShown).map(finding)}
            </ul>`
      }
      ${blocking === 0 ? nothing : overriding(draft, onChange)}`,
  );
}

function overriding({ override }: Draft, onChange: OnChange): TemplateResult {
  return box({
    key: 'override',
    label: t('Override'),
    about: t('why it is safe all the same; kept in the package’s provenance and with each push'),
    value: override,
    problem: undefined,
    lines: 1,
    onChange,
  });
}

function finding({ level, file, text }: SafetyFinding): TemplateResult {
  return html`<li>
    ${level === 'note' ? icon('info') : icon('warning', 'doubtful')}
    <span>${code(file)} ${text} <span class="muted">(${levelWord(level)})</span></span>
  </li>`;
}

function levelWord(level: SafetyFinding['level']): string {
  switch (level) {
    case 'dangerous':
      return t('dangerous');
    case 'unread':
      return t('could not be read');
    case 'unknown':
      return t('not known');
    case 'note':
      return t('note');
  }
}

/** Whether the model may be promoted. */
export function gatesPart(report: GateReport): TemplateResult {
  return part('gates', t('Gates'), gates(report));
}

function gates(report: GateReport): TemplateResult {
  if (report.kind === 'no-run' && report.gates > 0) {
    return html`<p>
      ${icon('circle-slash')}
      ${t('No run is known to have made this file, so its {0} gates stay closed.', report.gates)}
    </p>`;
  }
  if (report.kind === 'no-run' || report.verdicts.length === 0) {
    return html`<p class="muted">
      ${t('trackline.yaml has no gates: any version may be promoted.')}
    </p>`;
  }
  return html`<ul class="rows">
    ${report.verdicts.map(
      ({ title, open, reason }) =>
        html`<li>
          ${open ? icon('pass', 'good') : icon('error', 'closed')}
          <span
            ><strong>${title}</strong>
            <span class="mark">${open ? t('open') : t('closed')}</span> ${reason}</span
          >
        </li>`,
    )}
  </ul>`;
}

/** Where the model comes from. */
export function lineagePart(
  lineage: ModelLineage | undefined,
  onOpenRun: () => void,
): TemplateResult {
  return part(
    'lineage',
    t('Origin'),
    lineage === undefined
      ? html`<p class="muted">${t('No run is known to have made this file.')}</p>`
      : lineageFacts(lineage, onOpenRun),
  );
}

function lineageFacts(lineage: ModelLineage, onOpenRun: () => void): TemplateResult {
  const { runName, runId, experiment, commit, dirty, snapshot, inputs, python } = lineage;
  return factList([
    {
      label: t('Run'),
      value: html`${linkButton(runName, t('Open Run'), onOpenRun)} ${code(runId)}`,
    },
    { label: t('Experiment'), value: experiment },
    commit === undefined
      ? undefined
      : {
          label: t('Commit'),
          value: html`${code(commit)} ${dirty === true ? t('with uncommitted changes') : nothing}`,
        },
    snapshot === undefined ? undefined : { label: t('Snapshot'), value: code(snapshot) },
    python === undefined ? undefined : { label: 'Python', value: python },
    { label: t('Data'), value: inputs.length === 0 ? t('none on record') : dataList(inputs) },
  ]);
}

function dataList(inputs: ModelLineage['inputs']): TemplateResult {
  return html`<ul>
    ${inputs.slice(0, rowsShown).map(
      ({ path, digest }) =>
        html`<li>
          <bdi>${path}</bdi>
          ${digest === undefined ? nothing : html`<span class="muted">${code(digest)}</span>`}
        </li>`,
    )}
    ${inputs.length > rowsShown ? html`<li>${t('and {0} more', inputs.length - rowsShown)}</li>` : nothing}
  </ul>`;
}

/** The last values of the run's metrics. */
export function metricsPart(lineage: ModelLineage | undefined): Content {
  const metrics = Object.entries(lineage?.metrics ?? {});
  if (metrics.length === 0) return nothing;
  return part(
    'metrics',
    t('Metrics'),
    factList(
      metrics.slice(0, rowsShown).map(([label, value]) => ({ label, value: formatNumber(value) })),
    ),
  );
}
