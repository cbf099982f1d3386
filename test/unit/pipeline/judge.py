"""Says what DVC itself makes of small projects.

Reads JSON from standard input: {name: {path: text}}; writes {name: {ok, stages, graph}} of their
dvc.yaml: whether DVC loads it, the names of the stages that it can load, and the class of the error
that the graph of all files raises, if any.
"""

import json
import logging
import os
import sys
import tempfile


def load(repo, path):
    """The errors and stages of one file, phase by phase as DVC loads it."""
    from dvc.dvcfile import load_file

    errors, stages = [], []

    def attempt(action):
        try:
            return action()
        except Exception as error:  # DVC also lets errors of Python itself through
            errors.append(error)
            return None

    file = load_file(repo, os.path.abspath(path))
    if not path.endswith("dvc.yaml"):
        stages += attempt(lambda: list(file.stages.values())) or []
        return errors, stages, []
    attempt(lambda: file.contents)
    if errors:
        return errors, stages, []
    attempt(lambda: file.lockfile_contents)
    file.__dict__.setdefault("lockfile_contents", {})
    if attempt(lambda: file.resolver) is None:
        return errors, stages, []
    names = []
    for name, definition in file.resolver.definitions.items():
        generated = getattr(definition, "get_generated_names", None)
        for full in (attempt(generated) or []) if generated else [name]:
            stage = attempt(lambda full=full: file.stages[full])
            if stage is not None:
                stages.append(stage)
                names.append(full)
    for section in ("metrics", "plots", "params", "artifacts", "datasets"):
        attempt(lambda section=section: getattr(file, section))
    return errors, stages, names


def judge(files):
    from dvc.repo import Repo
    from dvc.repo.graph import build_graph

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for path, text in files.items():
                os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
            Repo.init(no_scm=True).close()
            repo = Repo(".")
            verdict = {"ok": False, "stages": [], "graph": None}
            every = []
            for path in sorted(files):
                if os.path.basename(path) == "dvc.yaml" or path.endswith(".dvc"):
                    errors, stages, names = load(repo, path)
                    every += stages
                    if path == "dvc.yaml":
                        verdict.update(ok=not errors, stages=names)
            try:
                build_graph(every)
            except Exception as error:
                verdict["graph"] = type(error).__name__
            repo.close()
            return verdict
        finally:
            os.chdir("/")


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    projects = json.load(sys.stdin)
    json.dump({name: judge(files) for name, files in projects.items()}, sys.stdout)
