import type { LoopPhase } from '../../../src/model/pipelineGraph.ts';
import type { StageState } from '../../../src/model/stageState.ts';
import type { IconName } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';

/** How something is shown: always an icon and a word, so that no colour has to be told apart. */
export interface Look {
  readonly icon: IconName;
  readonly word: string;
}

/** How a phase of the loop is shown. */
export function phaseLook(phase: LoopPhase): Look {
  switch (phase) {
    case 'collect':
      return { icon: 'cloud-download', word: t('Collect') };
    case 'analyse':
      return { icon: 'graph-scatter', word: t('Analyse') };
    case 'prepare':
      return { icon: 'filter', word: t('Prepare') };
    case 'train':
      return { icon: 'mortar-board', word: t('Train') };
    case 'evaluate':
      return { icon: 'checklist', word: t('Evaluate') };
    case 'package':
      return { icon: 'package', word: t('Package') };
    case 'serve':
      return { icon: 'broadcast', word: t('Serve') };
    case 'monitor':
      return { icon: 'pulse', word: t('Monitor') };
    case 'retrain':
      return { icon: 'sync', word: t('Retrain') };
  }
}

/** How the state of a stage is shown. */
export function stateLook(kind: StageState['kind']): Look {
  switch (kind) {
    case 'running':
      return { icon: 'loading', word: t('Running') };
    case 'failed':
      return { icon: 'error', word: t('Failed') };
    case 'missing':
      return { icon: 'question', word: t('Missing') };
    case 'stale':
      return { icon: 'history', word: t('Stale') };
    case 'fresh':
      return { icon: 'pass', word: t('Fresh') };
  }
}
