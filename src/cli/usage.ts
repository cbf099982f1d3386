import { nearest } from '../model/nearest.ts';

/** A wrong use of the command line: exit code 2. The message is one sentence for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const usage = `Usage: trackline COMMAND

  run [--name N] [--experiment E] [--param k=v]… -- COMMAND…
                          run a command and put everything about it on record
  ls [--experiment E] [--all] [--limit N] [--json]
                          list runs, newest first
  show RUN [--json]       show one run: an identifier, the beginning of one, a name, or \`last\`
  diff RUN RUN [--json]   say what is not the same in two runs: code, parameters, data,
                          environment, command, metrics
  compare RUN RUN… [--all] [--json]
                          show runs beside each other: what differs in parameters, metrics, tags,
                          system, git and data; with --all what is the same too
  restore RUN DIR         put the exact files of a run into a new folder (a git worktree)
  reproduce RUN [--dir DIR] [--tolerance T] [--json]
                          run a run again from its own files, and compare what comes out
  export [--csv|--json] [--experiment E] [--output FILE]
                          write all runs as CSV (the default) or JSON
  serve [--port P] [--store DIR] [--artifacts-destination DIR] [--artifact-root URI]
                          serve this project's runs to MLflow clients (MLFLOW_TRACKING_URI)
  validate [FILE…] [--json]
                          say what is wrong with pipeline files: dvc.yaml, MLproject, Kitfile, trackline.yaml
  graph [DIR|FILE] [--json|--dot|--mermaid]
                          show the stages of the pipelines here and what each needs; with DIR or FILE
                          only those in it and what they need
  stage run [NAME…] [--file F] [--force] [--single] [--runner auto|dvc|trackline] [--experiment E]
                          run stages of dvc.yaml with all that they need and that is not up to date;
                          each stage is a run on record. \`dvc repro\` runs them where DVC is
                          installed (auto), always (dvc), or never (trackline)
  stage run [NAME] --file MLproject [--param k=v]… [--experiment E]
                          run an entry point of an MLproject file with mlflow
  stage status [NAME…] [--file F] [--json]
                          say which stages are not up to date, and why; exit code 1 where one is not
  package RUN|PATH [--model M] [--name N] [--version V] [--licence L] [--description D]
          [--example] [--sign-key FILE] [--json]
                          make a package of a run's model, or of a model file; with --example the
                          first row of the data that the run read goes into it
  sign PACKAGE --key FILE [--json]
                          sign a package with a private key (PEM, ECDSA); the passphrase of an
                          encrypted one is read from TRACKLINE_KEY_PASSPHRASE
  push PACKAGE REGISTRY [--override REASON] [--ca FILE] [--json]
                          push a package (its folder, or NAME:VERSION) to a registry: oci://HOST/PREFIX,
                          the address of an MLflow server, or a name in trackline.yaml; with --override
                          in spite of findings
  pull NAME:VERSION|NAME@ALIAS|NAME@DIGEST REGISTRY [DIR] [--public-key FILE] [--ca FILE] [--json]
                          bring a model here, and check every byte of it; and that it was signed by a
                          key
  gate RUN [--model NAME] [--json]
                          judge the gates of trackline.yaml on a run
  promote PACKAGE [REGISTRY] [--alias A] [--ca FILE] [--json]
                          make a version the champion of its model, once its gates are open
  models [REGISTRY [NAME…]] [--ca FILE] [--json]
                          list packages, where they were pushed, and registered models; or what a
                          registry holds, with names for one that does not list its models
  models rollback NAME [REGISTRY] [--alias A] [--ca FILE] [--json]
                          move the champion back to the version that it was at before, here or in a
                          registry
  models promote NAME:VERSION REGISTRY [--alias A]
         | deprecate NAME:VERSION REGISTRY --reason R|--undo | delete NAME:VERSION REGISTRY
                          change what is in a registry; --ca FILE and --json as above
  models compare A B [--registry REGISTRY] [--all] [--json]
                          what differs in two versions (folders, or NAME:VERSION): metrics, signature,
                          data, code, parameters, requirements; with --all what is the same too
  verify PACKAGE [--digest D] [--public-key FILE] [--json]
                          check every file of a package (its folder, or NAME:VERSION); and that it
                          was signed by a key
  doctor [--recover] [--json]
                          say what Trackline finds on this machine, and what is wrong; set a damaged
                          run store aside and make its runs again from their logs and events
  help [COMMAND], --version
                          this help, or that of one command, as \`COMMAND --help\` does

Exit codes: 0 done, 1 it is not so, 2 wrong use; \`run\` hands on the command's own.`;

/**
 * What `trackline help` prints: about all commands, or about one.
 *
 * @throws UsageError when there is no such command.
 */
export function help(command?: string): string {
  if (command === undefined) return usage;
  const own = entries().filter((entry) => entry.startsWith(`  ${command} `));
  if (own.length === 0) throw unknownCommand(command);
  return ['Usage:', ...own.map((entry) => `  trackline ${entry.trimStart()}`)].join('\n');
}

/** Names what was meant, where a command was mistyped. */
export function unknownCommand(word: string): UsageError {
  const meant = nearest(
    word,
    new Set(entries().map((entry) => entry.trim().split(' ', 1)[0] ?? '')),
  );
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new UsageError(`There is no command ${word}.${hint} See \`trackline help\`.`);
}

/** What is said of each command: a line that is indented less than what it is said with, and those. */
function entries(): readonly string[] {
  return usage.split(/\n(?= {2}\w)|\n(?=\n)/).filter((part) => /^ {2}[a-z]+ /.test(part));
}
