import type { TemplateResult } from 'lit';
import { nothing } from 'lit';
import { iconButton } from '../../shared/controls.ts';
import { t } from '../../shared/text.ts';
import { isModelFile } from './artifactTree.ts';
import { isLive, type RunContext } from '../context.ts';

/**
 * What VS Code's menu on a file of the run is told, for *Package Model…*.
 *
 * @param choice the file's or logged model's name among the run's models.
 */
export function packagingContext({ details, store }: RunContext, choice: string): string {
  return JSON.stringify({
    ...(isLive(details) || store === '' ? {} : { webviewSection: 'model' }),
    store,
    source: { kind: 'run', runId: details.row.run.id, choice },
  });
}

/** *Package Model…* beside a file that is one by its name, or a logged model. */
export function packageButton(
  { details, post }: RunContext,
  choice: string,
  isModel = isModelFile(choice),
): TemplateResult | typeof nothing {
  if (!isModel || isLive(details)) return nothing;
  return iconButton({
    icon: 'package',
    label: t('Package {0}…', choice),
    classes: 'beside',
    onClick: () => post({ kind: 'package', choice }),
  });
}
