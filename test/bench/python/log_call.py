"""Times single calls that keep one value: `log_call.py RESULT.json`, as a tracked command."""

import json
import logging
import sqlite3
import sys
import tempfile
import time

import mlflow
import trackline

BLOCKS = 25
CALLS = {"trackline": 2000, "print": 2000, "sqlite": 500, "mlflow": 10}

logging.getLogger("mlflow").setLevel(logging.ERROR)
logging.getLogger("alembic").setLevel(logging.ERROR)
scratch = tempfile.TemporaryDirectory()
folder = scratch.name
lines = open(f"{folder}/lines.log", "w", buffering=1)
database = sqlite3.connect(f"{folder}/points.db")
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=NORMAL")
database.execute("CREATE TABLE points (key TEXT, step REAL, time INTEGER, value REAL)")
mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
mlflow.set_experiment("bench")
run = mlflow.start_run()


def with_trackline(step, value):
    trackline.log(step=step, loss=value)


def with_print(step, value):
    print(f"step {step} loss={value}", file=lines)


def with_sqlite(step, value):
    database.execute("INSERT INTO points VALUES (?, ?, ?, ?)", ("loss", step, time.time_ns(), value))
    database.commit()


def with_mlflow(step, value):
    mlflow.log_metric("loss", value, step=step)


SIDES = {
    "trackline": with_trackline,
    "print": with_print,
    "sqlite": with_sqlite,
    "mlflow": with_mlflow,
}
blocks = {side: [] for side in SIDES}
step = 0
for block in range(BLOCKS + 1):
    for side, call in SIDES.items():
        begun = time.perf_counter()
        for _ in range(CALLS[side]):
            step += 1
            call(step, 1.0 / step)
        took = (time.perf_counter() - begun) / CALLS[side] * 1e6
        if block > 0:  # the first warms up
            blocks[side].append(took)

single = []
for _ in range(20_000):
    step += 1
    begun = time.perf_counter_ns()
    trackline.log(step=step, loss=1.0 / step)
    single.append((time.perf_counter_ns() - begun) / 1000)

mlflow.end_run()
lines.close()
database.close()
versions = {"mlflow": mlflow.__version__, "sqlite": sqlite3.sqlite_version, "python": sys.version}
with open(sys.argv[1], "w") as file:
    json.dump({"versions": versions, "calls": CALLS, "blocks": blocks, "single": single}, file)
