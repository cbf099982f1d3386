/** `npm run package`: builds, and makes the .vsix of this platform in the project's folder. */
import { build } from './build/bundles.ts';
import { packageVsix } from './package/vsix.ts';
import { main, say } from './setup/say.ts';

await main(async () => {
  await build({ dev: false });
  const { file, size, files } = await packageVsix();
  say(`${file}: ${(size / 1e6).toFixed(2)} MB, ${files.length} files.`);
  return 0;
});
