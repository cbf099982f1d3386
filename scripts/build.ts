/** `npm run build [-- --dev]`: everything that runs from `dist/`. `--dev` adds source maps. */
import { build } from './build/bundles.ts';
import { main } from './setup/say.ts';

await main(async () => {
  await build({ dev: process.argv.includes('--dev') });
  return 0;
});
