/** Writes a text to a file. */
export const write = `import json, pathlib, sys
target = pathlib.Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text(sys.argv[2] if len(sys.argv) > 2 else 'x')
`;

/** A project with stages of every kind: folders, parameters of four formats, `foreach`, another folder. */
export const files = {
  'write.py': write,
  'raw/a.csv': 'a,b\r\n1,2\r\n',
  'raw/한글 é.csv': 'a\n',
  'raw/sub/b.csv': 'b\n',
  'raw/skip.tmp': 'not looked at\n',
  '.dvcignore': '*.tmp\n',
  'params.yaml':
    'lr: 0.001\nlayers: [64, 32]\nname: small\nmodel:\n  depth: 3\n  kinds: {a: 1, b: null}\n',
  'conf.toml': 'rate = 1.0\ncount = 3\n[deep]\nwords = ["x", "y"]\n',
  'conf.json': '{"rate": 1e-05, "on": true}\n',
  'conf.py': 'SIZE = (3, 4)\nclass Net:\n    width = 8\n    drop: float = 0.5\n',
  'dvc.yaml': `stages:
  prepare:
    cmd: python write.py data/clean/part.txt cleaned
    deps: [raw, write.py]
    params:
      - layers
      - model.depth
      - model.kinds
      - conf.toml: [rate, deep.words]
      - conf.json:
      - conf.py: [SIZE, Net.drop]
    outs: [data/clean]
  train:
    foreach: {small: 1, large: 2}
    do:
      cmd: python write.py out/\${key}.txt \${item}
      deps: [data/clean]
      params: [lr]
      outs:
        - out/\${key}.txt:
            cache: false
  frozen:
    cmd: python write.py out/frozen.txt
    deps: [write.py]
    outs: [out/frozen.txt]
    frozen: true
  always:
    cmd: python write.py out/always.txt
    deps: [write.py]
    outs: [out/always.txt]
    always_changed: true
  note:
    cmd: python -c "print('hello')"
`,
  'sub/dvc.yaml': `stages:
  report:
    wdir: ..
    cmd:
      - python write.py report.txt one
      - python write.py report.txt two
    deps: [out/small.txt]
    metrics:
      - report.txt:
          cache: false
`,
};
