import assert from 'node:assert/strict';
import { mainGuardLine } from '../../../src/editor/scripts/mainGuard.ts';

function line(...lines: readonly string[]): number | undefined {
  return mainGuardLine(lines.join('\n'));
}

describe('where a Python file is run as a script', () => {
  it('is found however it is written', () => {
    assert.equal(line('import os', '', 'if __name__ == "__main__":', '    main()'), 2);
    assert.equal(line("if __name__=='__main__' :  # run"), 0);
    assert.equal(line('x = 1', "if '__main__' == __name__: main()"), 1);
    assert.equal(mainGuardLine('import os\r\nif __name__ == "__main__":\r\n    main()\r\n'), 1);
  });

  it('is not in a module without it, within a function, a comment or a string', () => {
    assert.equal(line('import os', 'main()'), undefined);
    assert.equal(line('def f():', '    if __name__ == "__main__":', '        pass'), undefined);
    assert.equal(line('# if __name__ == "__main__":'), undefined);
    assert.equal(line('"""Use:', 'if __name__ == "__main__":', '"""'), undefined);
    assert.equal(line('if __name__ == "__mp_main__":'), undefined);
  });

  it('is found after strings of several lines, and after quotes in a comment', () => {
    assert.equal(line('"""One line."""', 'if __name__ == "__main__":'), 1);
    assert.equal(line("'''", 'a """ b', "'''", 'if __name__ == "__main__":'), 3);
    assert.equal(line('x = 1  # not """ a string', 'if __name__ == "__main__":'), 1);
  });
});
