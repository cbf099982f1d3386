import * as esbuild from 'esbuild';
import { inRoot } from '../../../scripts/setup/root.ts';

/** The script `test/bench/<folder>/inPage.ts` with all that it imports, as a page loads it. */
export async function inPageScript(folder: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [inRoot('test', 'bench', folder, 'inPage.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
