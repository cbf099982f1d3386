/** A page about one kind of diagnostic: what it means, why it matters, what to do. */
export interface DiagnosticPage {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

const dvcDocs = 'https://dvc.org/doc/user-guide/project-structure/dvcyaml-files';

/** The pages of all kinds of diagnostics, by code. */
export const diagnosticPages = {
  // YAML
  'yaml-syntax': {
    title: 'The file is no valid YAML',
    text: 'DVC cannot read the file from this place on, so every command on the repository fails. Most often a line is indented by too little or too much, a `:` misses the space behind it, or a text that begins with a special character is not in quotes.',
  },
  'yaml-tab': {
    title: 'A tab in YAML',
    text: 'YAML is indented by spaces only. Replace the tab by spaces, and let your editor insert spaces in YAML files.',
  },
  'yaml-conflict': {
    title: 'A merge conflict is not resolved',
    text: 'The lines between `<<<<<<<` and `>>>>>>>` are the two sides of a merge. Keep one of them, or what belongs to both, and delete the marks.',
  },
  'yaml-duplicate-key': {
    title: 'A key is there twice',
    text: 'DVC refuses a map with a key that is there twice. Other readers of YAML silently take the last one. Remove or rename one of the two.',
  },
  'yaml-tag': {
    title: 'A tag that DVC does not know',
    text: 'Text that begins with `!` is a tag, which names a type. DVC knows those of YAML itself only, such as `!!str`. Put the text in quotes when it is none.',
  },
  'yaml-alias': {
    title: 'An alias without an anchor',
    text: '`*name` repeats what is marked by `&name` above it. Text that begins with `*`, such as `*.csv`, has to be in quotes.',
  },
  'yaml-documents': {
    title: 'More than one document',
    text: 'A line of `---` begins another document in the same file. DVC reads files with one document.',
  },
  'yaml-size': {
    title: 'Too large or too deep',
    text: 'Aliases that repeat each other, or values that lie very deep in each other, take DVC more time and memory than there is.',
  },
  // Files
  'file-unreadable': {
    title: 'The file cannot be read',
    text: 'It is not there, its permissions do not allow to read it, or it is not UTF-8 text.',
  },
  'file-long': {
    title: 'A very long file',
    text: 'Files of more than half a megabyte are not checked while you type, since that would take too long; hover, completion and the drawing leave them out as well. `trackline validate` checks them as it does others. A pipeline with thousands of stages is slow in DVC too: a `foreach` or `matrix`, or several dvc.yaml files, make it smaller.',
  },
  'file-git-ignored': {
    title: 'Git ignores a pipeline file',
    text: 'DVC refuses dvc.yaml and dvc.lock when git ignores them, since they would be lost with the next clone. A pattern such as `*.lock` or `data/` is often meant for other files: add `!dvc.lock` behind it.',
  },
  'file-dvc-ignored': {
    title: '.dvcignore hides a pipeline file',
    text: 'A pattern of .dvcignore hides this file, so DVC says that it does not exist, and `dvc repro` never runs its stages. Change the pattern, or move the file.',
  },
  'dvcignore-invalid': {
    title: '.dvcignore cannot be read',
    text: 'DVC reads all patterns of .dvcignore before it does anything, and gives up where one is none: a `!` with nothing behind it, a backslash at the end of a line, or a file that is not UTF-8 text. Correct or remove that line.',
  },
  'lock-invalid': {
    title: 'dvc.lock cannot be read',
    text: "DVC reads dvc.lock with each dvc.yaml, so no command works until it is right. It is written by DVC alone: take it from git again (`git checkout -- dvc.lock`), or delete it and let `dvc repro` or `dvc commit` write it anew. A file whose first line is not `schema: '2.0'` is from DVC 1.",
  },
  // Schema
  'schema-unknown-key': {
    title: 'A key that is not known',
    text: `DVC accepts the keys that it knows and no others. Data of your own goes under \`meta\`. See [the reference](${dvcDocs}).`,
  },
  'schema-missing-key': {
    title: 'A key is missing',
    text: `Something cannot be without this key: a stage without \`cmd\`, a \`foreach\` without \`do\`, an artifact without \`path\`. See [the reference](${dvcDocs}).`,
  },
  'schema-type': {
    title: 'A value of the wrong type',
    text: 'A key with nothing behind it has the value null, which is no list: remove the key, or write `[]`. `yes`, `no`, `on` and `off` are text for DVC, not booleans: write `true` or `false`. `${…}` cannot stand for a boolean, a list or a map here, since DVC checks types before it replaces it.',
  },
  'schema-name': {
    title: 'A name that is no text',
    text: 'The name of a stage or of an output has to be text. Put `1:` or `true:` in quotes.',
  },
  // vars
  'vars-interpolated': {
    title: '`${…}` in `vars`',
    text: '`vars` is read before there are values that `${…}` could be replaced by.',
  },
  'vars-missing-file': {
    title: 'A file of `vars` does not exist',
    text: 'Paths in the `vars` of a pipeline are relative to the folder of dvc.yaml, those in the `vars` of a stage to its `wdir`. `params.yaml` beside dvc.yaml is read without being named.',
  },
  'vars-not-a-map': {
    title: 'A parameters file without keys',
    text: 'A file of `vars` has to hold keys and values. A list or a single value has no names that `${…}` could use. Endings other than .json, .toml and .py are read as YAML.',
  },
  'vars-missing-key': {
    title: 'A key of `vars` does not exist',
    text: '`file:key` loads one key of a file. The file has no such key.',
  },
  'vars-broken-file': {
    title: 'A parameters file cannot be read',
    text: 'The file that gives values to `${…}` is not valid, so no stage of this dvc.yaml can be loaded. That is so for params.yaml even when nothing uses it.',
  },
  'vars-loaded-twice': {
    title: 'A parameters file is loaded twice',
    text: 'The whole of a file may be named again, but not some of its keys and the whole, and no key twice. `params.yaml` beside dvc.yaml is always loaded whole.',
  },
  'vars-redefined': {
    title: 'A value is set twice',
    text: 'Maps of several sources are joined, but each value may be set once, in params.yaml, in a file of `vars` or in `vars` itself. Rename one of them, or set it in one place.',
  },
  'vars-reserved': {
    title: '`item` or `key` set by hand',
    text: 'In a stage that a `foreach` or `matrix` makes, `item` and `key` are what it is made for. `vars` of that stage cannot set them.',
  },
  'vars-unsupported': {
    title: 'A date or set among parameters',
    text: 'A date without quotes, such as `2020-01-01`, is a date for YAML, and DVC crashes on it, even when nothing uses it. Put it in quotes.',
  },
  // Templates
  'template-missing': {
    title: '`${…}` without a value',
    text: 'DVC replaces `${name}` itself, before a shell sees the command: by values of params.yaml and `vars`, and by `item` and `key` in generated stages. There are no defaults (`${NAME:-value}`) and no `${…}` inside of another. For a variable of the shell write `$NAME` or `\\${NAME}`.',
  },
  'template-syntax': {
    title: '`${…}` that is no name',
    text: 'Between the braces stands a name: words, with `.word` or `[0]` behind. Write `\\${…}` when it is meant for the shell.',
  },
  'template-type': {
    title: 'A value that cannot stand here',
    text: 'A list cannot be replaced into text, and a map can only in `cmd`, where it becomes options (`--key value`), unless it holds lists of lists. Name one of the values inside.',
  },
  'foreach-type': {
    title: '`foreach` over something else than a list or map',
    text: '`foreach` makes a stage for each item of a list or each value of a map.',
  },
  'matrix-type': {
    title: 'An axis of a matrix is no list',
    text: 'Each axis of a `matrix` is a list of values, written out or from `${…}`.',
  },
  'matrix-empty': {
    title: 'A matrix without axes',
    text: 'A `matrix` without axes makes one stage without a name behind `@`, on which DVC crashes.',
  },
  'matrix-letters': {
    title: 'An axis of letters',
    text: 'An axis that is a text makes a stage for each of its letters. Write a list: `[large]`.',
  },
  'too-many-stages': {
    title: 'A great many stages',
    text: 'Axes of a matrix multiply. Check whether all combinations are meant.',
  },
  // Stages
  'stage-name-empty': { title: 'A stage without a name', text: 'Give the stage a name.' },
  'stage-name-at': {
    title: '`@` in the name of a stage',
    text: 'DVC takes what stands behind the last `@` of a name for an item of a `foreach` or `matrix`, so it does not find a stage whose own name holds one. That is so for items that hold an `@`, too.',
  },
  'stage-name-characters': {
    title: 'A name that cannot be used on the command line',
    text: '`dvc stage add` refuses names with punctuation other than `-` and `_`. A name with `:` or `/` loads, but `dvc repro` takes it for a path.',
  },
  'stage-name-clash': {
    title: 'Two stages of one name',
    text: 'A stage has the name that a `foreach` or `matrix` gives to one of its stages. DVC loads the generated one twice, and never this one.',
  },
  'same-command': {
    title: 'Two stages with the same command',
    text: 'The same command in two stages is most often a copy that was not changed.',
  },
  // Paths
  'path-type': {
    title: 'A path that is no text',
    text: 'A path has to be text. A number or a boolean of a parameter cannot be one; put it in quotes there.',
  },
  'path-empty': { title: 'An empty path', text: 'DVC crashes on a dependency without a name.' },
  'path-stage-file': {
    title: 'A file of DVC as data',
    text: 'dvc.yaml and `.dvc` files cannot be dependencies or outputs. Name the data that a `.dvc` file stands for: `data.csv`, not `data.csv.dvc`.',
  },
  'path-ignored': {
    title: 'An output that DVC ignores',
    text: 'A pattern of .dvcignore hides the path, so DVC could not store it.',
  },
  'path-remote': {
    title: 'A remote that does not exist',
    text: '`remote://name/path` needs a remote of that name in .dvc/config.',
  },
  'path-scheme': {
    title: 'An address that DVC cannot open',
    text: 'DVC has file systems for s3, gs, azure, gdrive, hdfs, webhdfs, http, https, oss, ssh, webdav and webdavs.',
  },
  'params-type': {
    title: 'Parameters that are no list of keys',
    text: '`params` is a list of keys of params.yaml, and of `file: [key, …]` for other files. `file:` with nothing behind it means all of the file.',
  },
  'plots-list': {
    title: 'A list of plots in a stage',
    text: 'A plot of a stage has one map of properties. Several plots of one file belong into the `plots` of dvc.yaml itself.',
  },
  'artifact-name-type': {
    title: 'The name of an artifact is no text',
    text: 'The `${…}` in the name of an artifact has to be text.',
  },
  // Graph
  'graph-duplicate-output': {
    title: 'Two stages write one output',
    text: 'An output belongs to one stage or `.dvc` file. In a `foreach`, use `${item}` or `${key}` in its path. A file under `outs` must not be under `metrics` or `plots` as well. After moving data from `dvc add` to a stage, remove the `.dvc` file.',
  },
  'graph-overlapping-outputs': {
    title: 'An output lies inside another',
    text: 'DVC stores a folder as a whole, so no other output can lie in it. Track the files one by one, or the folder alone.',
  },
  'graph-stage-in-output': {
    title: 'A pipeline file inside an output',
    text: 'The folder that holds this file is an output of a stage, and is removed before the stage runs. Move the file or choose a folder deeper down as output.',
  },
  'graph-cycle': {
    title: 'Stages depend on each other in a circle',
    text: 'Each of these stages waits for another one of them. A stage may not depend on what it writes itself, nor on a folder that holds it, nor on a file in it.',
  },
  // Beyond DVC
  'script-missing': {
    title: 'The script does not exist',
    text: "Commands run in the stage's `wdir`, which is the folder of dvc.yaml by default. In a dvc.yaml below the root, paths that are written from the root need `wdir: ..`.",
  },
  'module-missing': {
    title: 'The module is not in the project',
    text: '`python -m name` names a module that is no file of the project. It may be a package that is installed.',
  },
  'code-missing': {
    title: 'Code that a stage depends on does not exist',
    text: 'The file is not on disk, no stage writes it and no `.dvc` file stands for it, so `dvc repro` will fail.',
  },
  'data-missing': {
    title: 'Data that a stage depends on does not exist',
    text: 'The file is not on disk, no stage writes it and no `.dvc` file stands for it. Data that lies elsewhere is brought in by `dvc add` or `dvc import`.',
  },
  'script-not-in-deps': {
    title: 'The script is no dependency',
    text: 'DVC runs a stage again when one of its dependencies changed. The script that the command runs is none of them, so editing it will not run the stage again.',
  },
  'params-file-missing': {
    title: 'The parameters file does not exist',
    text: "Plain keys under `params` mean the params.yaml in the stage's `wdir`, while `${…}` uses the one beside dvc.yaml. `dvc repro` fails without the file.",
  },
  'params-key-missing': {
    title: 'The parameter does not exist',
    text: '`dvc repro` fails when a parameter of a stage is not in its file.',
  },
  'params-unused': {
    title: 'A parameter that no stage uses',
    text: 'No stage names it and no `${…}` uses it, and no script of a stage reads a parameters file. It is left over, or a `params` of a stage lacks it.',
  },
  'number-as-text': {
    title: 'Read differently by PyYAML',
    text: 'DVC reads YAML 1.2, scripts with PyYAML read YAML 1.1. `1e-3` is a number for the one and text for the other (write `1.0e-3`), `yes`, `no`, `on` and `off` are text for the one and booleans for the other (write `true` or put it in quotes), and so are `0o17` and `1:30`.',
  },
  'dep-duplicate': {
    title: 'A dependency is there twice',
    text: 'DVC loads it, but `dvc stage add` would refuse it.',
  },
  'wdir-missing': {
    title: 'The folder does not exist',
    text: 'The stage runs in this folder, which has to be there.',
  },
  'output-outside': {
    title: 'An output outside of the repository',
    text: 'DVC cannot keep outputs in its cache that lie outside of the repository. Set `cache: false`, or write into the repository.',
  },
  'metric-cached': {
    title: 'A metrics file in the cache',
    text: 'Metrics are small. With `cache: false` they go into git, where they can be compared between commits.',
  },
  'artifact-not-output': {
    title: 'The artifact is not tracked',
    text: 'The path of an artifact is most often an output of a stage or has a `.dvc` file.',
  },
  'artifact-name': {
    title: 'A name that cannot be registered',
    text: 'A model registry based on git tags takes names of letters, digits, `-`, `_` and `/` that begin and end with a letter or digit.',
  },
  // MLproject
  'mlproject-key': {
    title: 'A key that MLflow does not know',
    text: 'MLflow ignores it. Known are `name`, `entry_points`, `python_env`, `conda_env`, `docker_env` and `databricks_spark_job`.',
  },
  'mlproject-type': {
    title: 'A value of the wrong type',
    text: 'MLflow fails on it when the project is run. See [MLflow Projects](https://mlflow.org/docs/latest/ml/projects/).',
  },
  'mlproject-environments': {
    title: 'More than one environment',
    text: 'A project has at most one of `python_env`, `conda_env` and `docker_env`.',
  },
  'mlproject-environment-missing': {
    title: 'The environment file does not exist',
    text: 'MLflow refuses to load the project without it.',
  },
  'mlproject-command-missing': {
    title: 'An entry point without a command',
    text: 'MLflow fails when the entry point is run.',
  },
  'mlproject-parameter': {
    title: 'A parameter that is not declared',
    text: 'The command is a Python format string: `{name}` is replaced by the parameter of that name, and one that is neither declared nor given is an error. Write `{{` and `}}` for braces.',
  },
  'mlproject-parameter-unused': {
    title: 'A parameter that the command does not use',
    text: 'Its value is checked and recorded, but nothing gets it.',
  },
  'mlproject-docker-image': {
    title: 'A Docker environment without an image',
    text: '`docker_env` needs `image`.',
  },
  // Kitfile
  'kitfile-schema': {
    title: 'The Kitfile is not valid',
    text: '`kit` refuses unknown keys, wrong types and a missing `manifestVersion`. See [the Kitfile format](https://kitops.org/docs/kitfile/format/).',
  },
  'kitfile-path': {
    title: 'A path that cannot be packed',
    text: 'Paths are relative to the Kitfile, stay inside its folder, and are named once.',
  },
  'kitfile-path-missing': {
    title: 'Nothing at this path',
    text: '`kit pack` fails when a path does not exist.',
  },
  'kitfile-part-type': {
    title: 'The type of a part',
    text: 'It is made of letters, digits, `_`, `.` and `-`, begins with a letter, digit or `_`, and has at most 64 characters.',
  },
  // trackline.yaml
  'project-file': {
    title: 'trackline.yaml is not valid',
    text: 'Trackline goes on without what it cannot read.',
  },
} as const satisfies Readonly<Record<string, DiagnosticPage>>;

/** The kinds of diagnostics; each has a page, and a severity that can be set. */
export type DiagnosticCode = keyof typeof diagnosticPages;
