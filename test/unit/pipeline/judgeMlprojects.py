"""Says what MLflow itself makes of MLproject files.

Reads a JSON list of texts from standard input; writes a list of what is wrong with each when it is
loaded or one of its entry points is run with a value for each parameter, or null.
"""

import json
import os
import sys
import tempfile

from mlflow.projects._project_spec import load_project


def problem_of(folder):
    project = load_project(folder)
    if project.databricks_spark_job_spec:
        return
    for name in project._entry_points or {}:
        point = project.get_entry_point(name)
        given = {key: "1" for key, one in point.parameters.items() if one.default is None}
        point.compute_command(given, None)


def judge(text):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "MLproject"), "w", encoding="utf-8", newline="") as file:
            file.write(text)
        with open(os.path.join(folder, "env.yaml"), "w", encoding="utf-8"):
            pass
        try:
            problem_of(folder)
        except Exception as error:  # MLflow also lets errors of Python itself through
            return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    json.dump([judge(text) for text in json.load(sys.stdin)], sys.stdout)
