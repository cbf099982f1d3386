import type { Launch } from '../../model/launch.ts';
import type { RunDetails } from '../../protocol/views.ts';
import { localized } from '../localize.ts';

/** A run's details with what is on record in sentences put into the editor's language. */
export function localizedDetails(details: RunDetails): RunDetails {
  const { launch } = details;
  return launch === undefined ? details : { ...details, launch: localizedLaunch(launch) };
}

function localizedLaunch(launch: Launch): Launch {
  const { code, end, warnings } = launch;
  return {
    ...launch,
    warnings: warnings.map(localized),
    ...(code?.kind === 'none' && { code: { ...code, reason: localized(code.reason) } }),
    ...(end?.kind === 'not-started' && { end: { ...end, reason: localized(end.reason) } }),
  };
}
