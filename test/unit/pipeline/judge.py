"""Says what DVC itself makes of small projects.

Reads JSON from standard input: {name: {path: text}}; writes {name: {path: {ok, stages, errors},
"graph": ...}} of their pipeline and data files: whether DVC loads each, the names of the stages that it
can load, in which phase of loading and where an error was, and the class of the error that the graph of
all files raises, if any.
"""

import json
import logging
import os
import shutil
import sys
import tempfile


def described(phase, error):
    """Where an error was. For the schema: what is wrong at which key."""
    name = type(error).__name__
    cause = error.__cause__
    several = getattr(cause, "errors", None) if cause is not None else None
    if name == "YAMLValidationError":
        exception = getattr(error, "exc", cause)
        several = getattr(exception, "errors", [exception])
    detail = " | ".join(str(one) for one in several or [])
    return {"phase": phase, "cls": name, "message": str(error), "detail": detail}


def load(repo, path):
    """The errors and stages of one file, phase by phase as DVC loads it."""
    from dvc.dvcfile import load_file

    errors, stages = [], []

    def attempt(phase, action):
        try:
            return action()
        except Exception as error:  # DVC also lets errors of Python itself through
            errors.append(described(phase, error))
            return None

    file = load_file(repo, os.path.abspath(path))
    if not path.endswith("dvc.yaml"):
        stages += attempt("schema", lambda: list(file.stages.values())) or []
        return errors, stages, []
    attempt("schema", lambda: file.contents)
    if errors:
        return errors, stages, []
    attempt("lock", lambda: file.lockfile_contents)
    file.__dict__.setdefault("lockfile_contents", {})
    if attempt("resolver", lambda: file.resolver) is None:
        return errors, stages, []
    names = []
    for name, definition in file.resolver.definitions.items():
        generated = getattr(definition, "get_generated_names", None)
        for full in (attempt("keys", generated) or []) if generated else [name]:
            stage = attempt(f"stage:{full}", lambda full=full: file.stages[full])
            if stage is not None:
                stages.append(stage)
                names.append(full)
    for section in ("metrics", "plots", "params", "artifacts", "datasets"):
        attempt(section, lambda section=section: getattr(file, section))
    return errors, stages, names


def judge(files, empty, folder):
    """`empty` is a repository to begin from: making one takes longer than judging."""
    from dvc.repo import Repo
    from dvc.repo.graph import build_graph

    shutil.copytree(empty, folder)
    os.chdir(folder)
    try:
        for path, text in files.items():
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            # The settings of the project come beside those that `init` wrote.
            at = ".dvc/config.local" if path == ".dvc/config" else path
            with open(at, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        repo = Repo(".")
        verdict = {"files": {}, "graph": None}
        every = []
        for path in sorted(files):
            if os.path.basename(path) == "dvc.yaml" or path.endswith(".dvc"):
                errors, stages, names = load(repo, path)
                every += stages
                verdict["files"][path] = {
                    "ok": not errors,
                    "stages": names,
                    "errors": errors,
                }
        try:
            build_graph(every)
        except Exception as error:
            verdict["graph"] = type(error).__name__
        repo.close()
        return verdict
    finally:
        os.chdir("/")
        shutil.rmtree(folder)


def judge_all(projects):
    with tempfile.TemporaryDirectory() as base:
        # What DVC keeps of repositories is kept by their paths: one path, one cache of the test's own.
        os.environ["DVC_SITE_CACHE_DIR"] = os.path.join(base, "site")
        empty, folder = os.path.join(base, "empty"), os.path.join(base, "project")
        os.makedirs(empty)
        os.chdir(empty)
        from dvc.repo import Repo

        Repo.init(no_scm=True).close()
        os.chdir("/")
        return {name: judge(files, empty, folder) for name, files in projects.items()}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    json.dump(judge_all(json.load(sys.stdin)), sys.stdout)
