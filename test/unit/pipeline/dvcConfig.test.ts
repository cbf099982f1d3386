import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { diskWorkspace, toServicePath } from '../../../src/pipeline/files/diskWorkspace.ts';
import { dvcConfigs } from '../../../src/pipeline/files/dvcConfigs.ts';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';

describe("DVC's settings", () => {
  it('are looked for where DVC looks', () => {
    const at = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv) =>
      dvcConfigs(platform, env, '/home/ada').map(toServicePath);
    assert.deepEqual(at('linux', {}), ['/etc/xdg/dvc/config', '/home/ada/.config/dvc/config']);
    assert.deepEqual(at('linux', { XDG_CONFIG_HOME: '/c', XDG_CONFIG_DIRS: '/d:/e' }), [
      '/d/dvc/config',
      '/c/dvc/config',
    ]);
    assert.deepEqual(at('darwin', { DVC_GLOBAL_CONFIG_DIR: '/g' }), [
      '/Library/Application Support/dvc/config',
      '/g/config',
    ]);
    assert.deepEqual(at('win32', { ProgramData: 'P:', LOCALAPPDATA: 'L:' }), [
      'P:/iterative/dvc/config',
      'L:/iterative/dvc/config',
    ]);
  });

  it("decide, the user's as well, with the repository's over them", () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'trackline-dvc-config-'));
    const before = process.env['DVC_GLOBAL_CONFIG_DIR'];
    try {
      mkdirSync(path.join(folder, 'user'));
      mkdirSync(path.join(folder, 'project', '.dvc'), { recursive: true });
      const parsing = (style: string) => `[parsing]\n    bool = ${style}\n`;
      writeFileSync(
        path.join(folder, 'user', 'config'),
        `['remote "far"']\n    url = /far\n${parsing('boolean_optional')}`,
      );
      const root = path.join(folder, 'project');
      writeFileSync(
        path.join(root, 'dvc.yaml'),
        'vars: [{o: {a: false}}]\nstages: {s: {cmd: "x ${o}", deps: ["remote://far/x"]}}\n',
      );
      process.env['DVC_GLOBAL_CONFIG_DIR'] = path.join(folder, 'user');
      const loaded = () => {
        const service = createPipelineService(diskWorkspace(root));
        const file = toServicePath(path.join(root, 'dvc.yaml'));
        const errors = service.validate(file).filter(({ severity }) => severity === 'error');
        return [errors.length, service.model(file).pipeline(file).stages[0]?.commands];
      };
      assert.deepEqual(loaded(), [0, ['x --no-a']]);
      writeFileSync(path.join(root, '.dvc', 'config'), parsing('store_true'));
      assert.deepEqual(loaded(), [0, ['x']]);
      process.env['DVC_GLOBAL_CONFIG_DIR'] = path.join(folder, 'nobody');
      assert.deepEqual(loaded()[0], 1);
    } finally {
      if (before === undefined) delete process.env['DVC_GLOBAL_CONFIG_DIR'];
      else process.env['DVC_GLOBAL_CONFIG_DIR'] = before;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
