type Chance = (below: number) => number;

const words = [
  'x',
  'a b',
  'data',
  'm.bin',
  'raw.csv',
  'sub/x',
  './y',
  '../z',
  'out/',
  'a.dvc',
  'dvc.yaml',
  '""',
  "'1'",
  '1',
  '0',
  '1.5',
  '1e3',
  '01',
  '0x1f',
  '.inf',
  'true',
  'False',
  'null',
  '~',
  'yes',
  '2020-01-01',
  '1_000',
  '"ds://set"',
  '"remote://far/x"',
  '"s3://b/x"',
  '"zz://x"',
  'a@b',
  '@',
  '${lr}',
  '${train}',
  '${train.lr}',
  '${list}',
  '${list[0]}',
  '${list.1}',
  '${list[9]}',
  '${flag}',
  '${name}',
  '${none}',
  '${gone}',
  '${item}',
  '${item.n}',
  '${key}',
  '${ lr }',
  '${}',
  '${a.}',
  '${a b}',
  '${lr',
  '"${lr}-${name}"',
  '"${train}x"',
  '"\\\\${HOME}"',
  '"${HOME}"',
  '${big}',
  '"a ${list} b"',
  '${opts}',
  '"x ${opts}"',
  '${nested}',
  '${empty}',
  '${1}',
  '${deep.a.b}',
  '"$${lr}"',
  '[]',
  '{}',
  '[1]',
  '[x, y]',
  '{a: 1}',
  '!x y',
  '!!str 1',
  '&q x',
  '"x\\ny"',
  '${none} x',
  '"${none}"',
];
const names = [
  'a',
  'b',
  'c',
  'fit',
  '1',
  'true',
  '"x y"',
  'a@u',
  'a/b',
  '${name}',
  'null',
  'é',
  '""',
];
const safePaths = [
  'p',
  'q',
  'r.csv',
  'd/x',
  'd',
  'd/y',
  'e/f/g',
  '"${name}.out"',
  '"${item}"',
  '"${key}"',
];

const params = [
  'lr: 0.1\ntrain: {lr: 1, n: 2}\nlist: [1, x, 2.5]\nflag: true\nname: bob\nnone: null\nbig: 1e-7\nopts: {a: 1, b: true, c: [1, 2], d: {e: x y}}\nnested: {a: [[1]]}\nempty: {}\ndeep: {a: {b: 3}}\nmaps: {u: {n: 1}, v: {n: 2}}\nmixed: [{n: 1}, 2]\n1: one\n',
  'lr: 2\nname: 3\nlist: []\nitem: 1\n',
  'lr: 2020-01-01\n',
  'key: 5\n',
  '[1, 2]\n',
  'lr: 1\nlr: 2\n',
  'train:\n  lr: 5\n  lr2: !x 6\n',
  '',
];
const configs = [
  '',
  '[parsing]\n    bool = boolean_optional\n    list = append\n',
  '[core]\n    remote = far\n[remote "far"]\n    url = /tmp/far\n',
];

/** A small project, mostly in order, with some things that DVC may refuse. The same for a number each time. */
export function randomProject(next: Chance): Record<string, string> {
  return new Maker(next).project();
}

class Maker {
  private readonly next: Chance;
  /** How many of a hundred values are anything at all. */
  private readonly wild: number;

  constructor(next: Chance) {
    this.next = next;
    this.wild = this.of([0, 2, 5, 12]);
  }

  project(): Record<string, string> {
    const files: Record<string, string> = { 'dvc.yaml': this.pipeline() };
    if (this.often(92)) files['params.yaml'] = this.often(92) ? (params[0] ?? '') : this.of(params);
    if (this.often(20)) files['sub/dvc.yaml'] = this.pipeline();
    if (this.often(10)) files['sub/params.yaml'] = this.of(params);
    if (this.often(60))
      files['more.yaml'] = this.often(60)
        ? 'm: 1\nn: {o: 2}\n'
        : this.of(['m: 1\nn: {o: 2}\n', 'lr: 7\n', ...params]);
    if (this.often(15))
      files['p.toml'] = this.of([
        't = 1\n[u]\nv = "w"\n',
        'lr = 1\n',
        't = 2020-01-01\n',
        't = = 1\n',
      ]);
    if (this.often(15))
      files['p.json'] = this.of(['{"j": 1}', '{"j": {"k": [1]}}', '[1]', '{"j": }', '{"j": NaN}']);
    if (this.often(15))
      files['p.py'] = this.of([
        'Y = 1\nclass A:\n  z = "s"\n',
        'Y = (1, 2)\n',
        'Y: int = 3\n',
        'Y = {1, 2}\n',
        'def f(:\n',
      ]);
    if (this.often(20))
      files['d.dvc'] = this.of([
        'outs:\n- path: d\n',
        'outs:\n- path: p\n  md5: abc\n',
        'outs:\n- path: z\n  foo: 1\n',
        'outs: x\n',
        'outs:\n- path: sub\n',
      ]);
    if (this.often(10))
      files['.dvcignore'] = this.of(['p\n', '*.csv\n', '/d/\n', 'd/*\n!d/x\n', '**/g\n', 'sub\n']);
    if (this.often(15))
      files['dvc.lock'] = this.of([
        "schema: '2.0'\nstages: {}\n",
        'schema: 2.0\nstages: {}\n',
        'a: {cmd: x}\n',
        "schema: '2.0'\nstages: {a: {cmd: x, deps: [{path: p, md5: abc}]}}\n",
        "schema: '2.0'\nstages: {a: {deps: []}}\n",
      ]);
    if (this.often(20)) files['.dvc/config'] = this.of(configs);
    return files;
  }

  private of<T>(all: readonly T[]): T {
    const one = all[this.next(all.length)];
    if (one === undefined) throw new Error('Nothing to choose from.');
    return one;
  }

  private often(percent: number): boolean {
    return this.next(100) < percent;
  }

  /** What is meant, or now and then anything. */
  private or(meant: () => string): string {
    return this.often(this.wild) ? this.of(words) : meant();
  }

  private list(most: number, item: () => string): string {
    const items = Array.from({ length: this.next(most + 1) }, () => this.or(item));
    return `[${items.join(', ')}]`;
  }

  private map(entries: readonly string[]): string {
    return `{${entries.join(', ')}}`;
  }

  private pipeline(): string {
    const lines: string[] = [];
    if (this.often(30)) lines.push(`vars: ${this.or(() => this.vars())}`);
    if (this.often(95)) {
      lines.push('stages:');
      const stages = new Set<string>();
      for (let count = 1 + this.next(3); count > 0; count -= 1) {
        stages.add(this.often(97) ? this.of(['a', 'b', 'c', 'fit']) : this.of(names));
      }
      for (const name of stages) lines.push(`  ${name}: ${this.or(() => this.entry())}`);
    }
    for (const [key, make] of [
      ['metrics', () => this.list(2, () => this.of(['m.json', '"${name}"', 'p']))],
      ['params', () => this.list(2, () => this.of(['params.yaml', 'more.yaml']))],
      [
        'plots',
        () =>
          this.list(2, () =>
            this.of([
              'p',
              '{p: {x: a, y: b}}',
              '{p: null}',
              '{q: {y: {p: [a, b]}}}',
              '{}',
              '{q: {y: {p: 1}}}',
              '{"${name}": {}}',
            ]),
          ),
      ],
      [
        'artifacts',
        () =>
          this.of([
            '{m: {path: p}}',
            '{m: {type: model}}',
            '{m: {path: "${name}", labels: [x]}}',
            '{"${name}": {path: p}}',
            '{m: {path: p, meta: {a: "${lr}"}}}',
          ]),
      ],
      [
        'datasets',
        () => this.of(['[{name: set, type: dvc, url: x}]', '[]', '{a: 1}', '[{name: "${name}"}]']),
      ],
    ] as const) {
      if (this.often(8)) lines.push(`${key}: ${this.or(make)}`);
    }
    if (this.often(this.wild)) {
      lines.push(`${this.of(['stage', 'outs', '1', 'meta'])}: ${this.of(words)}`);
    }
    return `${lines.join('\n')}\n`;
  }

  /** One of what is in order, or now and then of what may be refused. */
  private pick(good: readonly string[], risky: readonly string[]): string {
    return this.of(this.often(this.wild) ? risky : good);
  }

  private vars(): string {
    return this.list(2, () =>
      this.often(50)
        ? this.pick(
            ['{v: 1}', '{v: {w: 2}}', '{v: {x: 3}}', '{train: {z: 1}}', '{w: [1, {a: 2}]}'],
            ['{lr: 1}', '{item: 1}', '{v: "${lr}"}', '{v: 2020-01-01}', '{1: 2}', '{train: 1}'],
          )
        : this.pick(
            ['more.yaml', 'params.yaml', 'more.yaml:m', 'more.yaml:m,n', './more.yaml', 'p.toml'],
            [
              'p.json',
              'p.py',
              'gone.yaml',
              'params.yaml:lr',
              'p.toml:u',
              'sub',
              'more.yaml:',
              ':m',
            ],
          ),
    );
  }

  private entry(): string {
    if (this.often(20)) {
      const data = this.pick(
        [
          '[1, 2]',
          '[a, a]',
          '[{n: 1}, {n: 2}]',
          '{u: {n: 1}, v: {n: 2}}',
          '${list}',
          '${maps}',
          '${mixed}',
          '["${name}", "${lr}"]',
          '[true, null, 1.0]',
          '{1: x, true: y}',
          '[[1], 2]',
        ],
        [
          '${name}',
          '${empty}',
          '{"${name}": 1}',
          'x',
          '[]',
          '[2020-01-01]',
          '["a@b"]',
          '["${gone}"]',
          '{u: "${gone}"}',
        ],
      );
      const isMap = /^\{|maps/.test(data);
      const body = () => this.stage(isMap ? 'map' : 'list');
      const entries = [`foreach: ${this.or(() => data)}`, `do: ${this.or(body)}`];
      if (this.often(this.wild)) entries.push(this.of(['desc: x', 'cmd: x', 'matrix: {a: [1]}']));
      return this.map(entries);
    }
    return this.stage(this.often(15) ? 'matrix' : 'plain');
  }

  private stage(kind: 'plain' | 'list' | 'map' | 'matrix'): string {
    const own = { plain: [], list: ['${item}'], map: ['${key}'], matrix: ['${key}'] }[kind];
    const values = ['${lr}', '${train.lr}', '${name}', '${list[0]}', '${flag}', '${big}', ...own];
    const risky = [
      '${gone}',
      '${item}',
      '${item.n}',
      '${key}',
      '${list}',
      '${none}',
      '${list[9]}',
      '${}',
    ];
    const value = () => this.pick(values, risky);
    const cmd = () =>
      this.pick(
        [`x ${value()}`, '${opts}', '${train}', 'a && b', `x ${value()} ${value()}`, '\\\\${HOME}'],
        ['x ${list}', 'x ${nested}', '${deep.a.b', 'x ${HOME}', '', 'x ${empty}'],
      );
    const cmds = () =>
      this.often(80)
        ? `"${cmd()}"`
        : this.list(2, () => this.pick([`"${cmd()}"`, 'x'], ['1', '{a: 1}']));
    const entries = this.often(100 - this.wild) ? [`cmd: ${this.or(cmds)}`] : [];
    if (kind === 'matrix') {
      const axes = this.pick(
        [
          '{m: [1, 2]}',
          '{m: [a], n: [b, c]}',
          '{m: "${list}"}',
          '{m: [{k: 1}, {k: 2}]}',
          '{m: [true, null]}',
        ],
        [
          '{m: abc}',
          '{}',
          '{m: []}',
          '{m: "${maps}"}',
          '{m: "${lr}"}',
          '{m: ["${name}"]}',
          '{m: {a: 1}}',
          '{"${name}": [1]}',
          '{1: [2]}',
          '{m: ["${gone}"]}',
          '{m: "x${lr}"}',
          '{m: [2020-01-01]}',
        ],
      );
      entries.push(`matrix: ${this.or(() => axes)}`);
    }
    const unique = own.length === 0 ? String(this.next(1000)) : (own[0] ?? '');
    const path = () =>
      this.pick(
        [
          `o${unique}${this.next(9)}`,
          `d${this.next(3)}/${unique}`,
          `"\${name}${unique}"`,
          `e/${unique}/${this.next(9)}`,
        ],
        safePaths,
      );
    const dep = () => this.of(safePaths.slice(0, 8));
    const flags = () =>
      this.pick(
        [
          'cache: false',
          'persist: true',
          'push: false',
          'desc: x',
          'type: t',
          'labels: [l]',
          'meta: {a: "${lr}"}',
          'desc: "${name}"',
        ],
        [
          'remote: far',
          'checkpoint: true',
          'cache: ${flag}',
          'foo: 1',
          'x: a',
          'cache: no',
          'labels: l',
          'desc: "${gone}"',
        ],
      );
    const flagged = () =>
      this.often(30) ? `{${path()}: ${this.or(() => `{${flags()}}`)}}` : path();
    const shapes = () =>
      this.pick(
        ['{x: a, y: b}', '{header: false}', '{template: t, cache: false}', '{title: "${name}"}'],
        ['[{x: a}]', '{y: 1}', '{z: 1}', 'null'],
      );
    const plot = () => (this.often(50) ? `{${path()}: ${this.or(shapes)}}` : path());
    const param = () =>
      this.pick(
        [
          'lr',
          'train.lr',
          'gone',
          '{more.yaml: [m]}',
          '{more.yaml: null}',
          '{p.toml: }',
          '{"${name}": [x]}',
          '"${name}"',
        ],
        [
          '{more.yaml: m}',
          '{more.yaml: {m: 1}}',
          '{x.yaml: [1, 2]}',
          '{1: [a]}',
          '${lr}',
          '{more.yaml: 0}',
        ],
      );
    for (const [key, percent, make] of [
      ['deps', 40, () => this.list(2, dep)],
      ['outs', 45, () => this.list(2, flagged)],
      ['metrics', 12, () => this.list(1, flagged)],
      ['plots', 12, () => this.list(1, plot)],
      ['params', 25, () => this.list(2, param)],
      [
        'wdir',
        12,
        () => this.pick(['sub', '.', '..', '"${name}"'], ['"${item}"', '""', '${lr}', '${gone}']),
      ],
      ['vars', 8, () => this.vars()],
      ['frozen', 4, () => this.pick(['true', 'false'], ['yes', '${flag}'])],
      ['always_changed', 3, () => 'true'],
      ['desc', 4, () => this.pick(['x', '"${name}"'], ['"${gone}"', '1'])],
      ['meta', 4, () => this.pick(['{a: "${lr}"}', 'x'], ['[1, "${gone}"]'])],
    ] as const) {
      if (this.often(percent)) entries.push(`${key}: ${this.or(make)}`);
    }
    if (this.often(this.wild)) entries.push('foo: 1');
    return this.map(entries);
  }
}
