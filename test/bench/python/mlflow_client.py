"""Logs to two tracking servers in turn: `mlflow_client.py OURS PEER RESULT.json`."""

import json
import sys
import time

import mlflow
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient

ROUNDS = 7
CALLS = {"log_metric": 100, "log_batch": 5, "one_batch": 50}
VALUES = {"log_metric": 1, "log_batch": 1000, "one_batch": 10}


class Side:
    def __init__(self, uri):
        self.client = MlflowClient(uri)
        experiment = self.client.create_experiment("bench")
        self.run = self.client.create_run(experiment).info.run_id
        self.step = 0

    def log_metric(self):
        self.step += 1
        self.client.log_metric(self.run, "loss", 1.0 / self.step, step=self.step)

    def log_batch(self):
        self._batch(keys=10, steps=100)

    def one_batch(self):
        self._batch(keys=10, steps=1)

    def _batch(self, keys, steps):
        now = int(time.time() * 1000)
        metrics = []
        for _ in range(steps):
            self.step += 1
            metrics += [Metric(f"m{key}", key / self.step, now, self.step) for key in range(keys)]
        self.client.log_batch(self.run, metrics=metrics)


sides = {"ours": Side(sys.argv[1]), "peer": Side(sys.argv[2])}
rates = {work: {side: [] for side in sides} for work in CALLS}
for round in range(ROUNDS + 1):
    for work, calls in CALLS.items():
        order = list(sides) if round % 2 else list(reversed(sides))
        for name in order:
            call = getattr(sides[name], work)
            begun = time.perf_counter()
            for _ in range(calls):
                call()
            took = time.perf_counter() - begun
            if round > 0:  # the first warms up
                rates[work][name].append(calls * VALUES[work] / took)

counts = {work: calls * VALUES[work] for work, calls in CALLS.items()}
with open(sys.argv[3], "w") as file:
    json.dump({"version": mlflow.__version__, "counts": counts, "rates": rates}, file)
