import type { Check } from './check.ts';
import { checkInputs } from './inputs.ts';
import { checkNames } from './names.ts';
import { checkOutputs } from './outputs.ts';
import { checkParameters } from './parameters.ts';
import { checkScripts } from './scripts.ts';

/** Everything that is looked at in a dvc.yaml beyond what DVC refuses. */
export const checks: readonly Check[] = [
  checkScripts,
  checkInputs,
  checkParameters,
  checkOutputs,
  checkNames,
];
