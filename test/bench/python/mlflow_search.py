"""MLflow's own store, in its own process, searched as ours is.

`mlflow_search.py RUNS.jsonl QUERIES.json RESULT.json`: the rows are written straight into the
tables that MLflow makes, since its API would take an hour for them; the searching is all MLflow's.
"""

import json
import logging
import os
import sys
import time

logging.disable(logging.INFO)

import mlflow
from mlflow.entities import ViewType
from mlflow.store.tracking.dbmodels.models import SqlLatestMetric, SqlParam, SqlRun, SqlTag
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

folder = os.path.dirname(os.path.abspath(sys.argv[3]))
store = SqlAlchemyStore(f"sqlite:///{folder}/mlflow.db", f"{folder}/artifacts")
experiment = store.create_experiment("bench")


def flush(connection, rows):
    for table, values in rows.items():
        if values:
            connection.execute(table.__table__.insert(), values)
            values.clear()


with store.engine.begin() as connection, open(sys.argv[1]) as lines:
    rows = {SqlRun: [], SqlLatestMetric: [], SqlParam: [], SqlTag: []}
    for number, line in enumerate(lines):
        run = json.loads(line)
        uuid = run["id"]
        rows[SqlRun].append(
            {
                "run_uuid": uuid,
                "name": run["name"],
                "experiment_id": int(experiment),
                "status": "FINISHED",
                "start_time": run["startTime"],
                "end_time": run["startTime"] + 1000,
                "lifecycle_stage": "active",
                "artifact_uri": f"{folder}/artifacts/{uuid}",
                "user_id": "ada",
                "source_type": "LOCAL",
            }
        )
        for key, value in run["metrics"].items():
            rows[SqlLatestMetric].append(
                {
                    "run_uuid": uuid,
                    "key": key,
                    "value": value,
                    "timestamp": run["startTime"],
                    "step": 0,
                    "is_nan": False,
                }
            )
        for table, kind in ((SqlParam, "params"), (SqlTag, "tags")):
            for key, value in run[kind].items():
                rows[table].append({"run_uuid": uuid, "key": key, "value": value})
        if number % 500 == 499:
            flush(connection, rows)
    flush(connection, rows)

with open(sys.argv[2]) as file:
    searches = json.load(file)
times = {}
found = {}
for name, queries in searches.items():
    times[name] = []
    found[name] = []
    for query in queries:
        begun = time.perf_counter()
        page = store.search_runs(
            [experiment],
            query["filter"],
            ViewType.ACTIVE_ONLY,
            max_results=query["maxResults"],
            order_by=query["orderBy"],
        )
        times[name].append((time.perf_counter() - begun) * 1000)
        found[name].append([run.info.run_id for run in page])

with open(sys.argv[3], "w") as file:
    json.dump({"version": mlflow.__version__, "times": times, "found": found}, file)
