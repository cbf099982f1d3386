import { projects } from '../fixtures/projects.ts';

/** A pipeline with something of everything. */
export const large = `vars:
  - base: data
stages:
  prepare:
    cmd: >-
      python src/prepare.py
      --out \${base}/train.csv
    deps: &deps
      - src/prepare.py
      - \${base}/raw.csv
    outs:
      - \${base}/train.csv: {cache: true, desc: "rows"}
  fit:
    foreach: \${models}
    do:
      wdir: .
      cmd: python src/fit.py \${item.lr} "\${key}"
      deps: *deps
      params: [train.lr, {other.yaml: [a.b]}]
      plots:
        - curve_\${key}.csv: {x: step, y: loss}
  test:
    matrix: {size: [s, l], seed: [1, 2]}
    cmd: |
      echo \${item.size}
      python -m net.test \${train}
artifacts:
  model: {path: model.bin, labels: [a]}
plots:
  - curves: {x: step, y: {curve.csv: [loss, acc]}}
`;

/** The parameters that it takes. */
export const params = 'train: {lr: 1e-3, layers: [16, 8]}\nmodels:\n  a: {lr: 1}\n  b: {lr: 2}\n';

/** What is broken: names and texts of files. */
export const seeds: readonly (readonly [string, string])[] = [
  ['dvc.yaml', large],
  ['dvc.yaml', large],
  ['params.yaml', params],
  [
    'MLproject',
    'name: x\nentry_points:\n  main:\n    parameters: {lr: {type: float, default: 1}}\n    command: "fit {lr}"\n',
  ],
  [
    'Kitfile',
    "manifestVersion: '1.0'\nmodel: {path: a, parts: [{path: b, type: c}]}\ncode: [{path: src}]\n",
  ],
  ['trackline.yaml', 'objective: {metric: f1, direction: maximize}\ninputs: [a]\n'],
  [
    'dvc.lock',
    "schema: '2.0'\nstages:\n  fit:\n    cmd: fit\n    deps:\n    - {path: a, md5: abc}\n",
  ],
  ['data.dvc', 'outs:\n- md5: abc\n  path: data\n'],
  ...projects.map(({ files: own }) => ['dvc.yaml', own['dvc.yaml'] ?? ''] as const),
];
const fragments =
  '\t|  |\n|: |- |[|]|{|}|,|"|\'|#|&a |*a|!!set |!x |${|}|${item}|${models}|<<: *a|---\n|? |>-\n|\\|\0|é|\u2028|\ud83d|2024-01-01|1e-3|null|~|foreach: |do:\n|matrix: |@|..|/|.dvc|remote://|../|=======\n|<<<<<<< a\n'.split(
    '|',
  );

/** Numbers that look like chance and are the same each time (mulberry32). */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A text with some things broken in it. */
export function broken(text: string, next: (below: number) => number): string {
  let result = text;
  for (let times = 1 + next(4); times > 0; times -= 1) {
    const at = next(result.length + 1);
    switch (next(5)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + 1 + next(8));
        break;
      case 1:
        result = result.slice(0, at) + result.slice(next(result.length + 1));
        break;
      case 2:
        result = result.slice(0, at);
        break;
      default:
        result = result.slice(0, at) + (fragments[next(fragments.length)] ?? '') + result.slice(at);
    }
    if (result.length > 6_000) result = result.slice(0, 3_000);
  }
  return result;
}
