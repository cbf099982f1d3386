import { join } from 'node:path';

/** The program of a launch's own process, which is built beside the command line. */
export const supervisorScript = join(import.meta.dirname, 'supervisor.js');
