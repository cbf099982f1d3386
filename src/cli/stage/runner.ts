import type { StageRunner } from '../../launch/stages/stageLaunch.ts';
import { UsageError } from '../usage.ts';

const runners: readonly StageRunner[] = ['auto', 'dvc', 'trackline'];

/** The value of `--runner`. @throws UsageError for another word than those that it takes. */
export function runnerOf(value: string): StageRunner {
  const found = runners.find((runner) => runner === value);
  if (found !== undefined) return found;
  throw new UsageError(`--runner is one of ${runners.join(', ')}, not ${value}.`);
}
