"""Every tracking method of the client, once; prints what it read back as one JSON object."""

import json
import math
import os
import tempfile

import matplotlib
import mlflow
import numpy
import pandas
from matplotlib import pyplot
from mlflow.entities import Metric, Param, RunTag, ViewType

matplotlib.use("Agg")
client = mlflow.MlflowClient()
seen = {}

first = client.create_experiment("first", tags={"team": "blue"})
client.set_experiment_tag(first, "kind", "test")
client.rename_experiment(first, "tour")
seen["experiment"] = client.get_experiment_by_name("tour").tags
seen["missing experiment"] = client.get_experiment_by_name("nobody")
gone = client.create_experiment("gone")
client.delete_experiment(gone)
seen["deleted"] = [e.name for e in client.search_experiments(ViewType.DELETED_ONLY)]
client.restore_experiment(gone)
seen["experiments"] = sorted(e.name for e in client.search_experiments(order_by=["name"]))

mlflow.set_experiment("tour")
with mlflow.start_run(run_name="parent", description="what it is") as parent:
    mlflow.log_params({"lr": 0.1, "name": "net"})
    mlflow.log_metrics({"loss": 0.5, "nan": math.nan, "inf": math.inf, "ninf": -math.inf}, step=1)
    mlflow.log_metric("loss", 0.25, step=2)
    mlflow.set_tags({"a": "b"})
    with mlflow.start_run(run_name="child", nested=True) as child:
        mlflow.log_metric("loss", 1.0)
run = client.get_run(parent.info.run_id)
seen["params"] = run.data.params
seen["metrics"] = {k: repr(v) for k, v in sorted(run.data.metrics.items())}
seen["status"] = run.info.status
seen["child"] = client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == run.info.run_id
seen["history"] = [(m.step, m.value) for m in client.get_metric_history(run.info.run_id, "loss")]

other = client.create_run(first, start_time=1, tags={"x": "y"}, run_name="other")
other_id = other.info.run_id
client.log_batch(
    other_id,
    metrics=[Metric("many", step / 7, 1000 + step, step) for step in range(2500)],
    params=[Param(f"p{n}", str(n)) for n in range(250)],
    tags=[RunTag(f"t{n}", str(n)) for n in range(250)],
)
read = client.get_run(other_id)
seen["batch"] = [len(read.data.params), len(read.data.tags), len(client.get_metric_history(other_id, "many"))]
client.delete_tag(other_id, "t7")
client.update_run(other_id, status="SCHEDULED", name="renamed")
client.set_terminated(other_id, "KILLED", end_time=99)
read = client.get_run(other_id)
seen["updated"] = [read.info.run_name, read.info.status, read.info.end_time, "t7" in read.data.tags]
client.delete_run(other_id)
seen["deleted run"] = client.get_run(other_id).info.lifecycle_stage
client.restore_run(other_id)
try:
    client.log_param(other_id, "p1", "changed")
except mlflow.MlflowException as error:
    seen["changed"] = [error.error_code, "Changing param values is not allowed" in str(error)]
try:
    client.get_run("0" * 32)
except mlflow.MlflowException as error:
    seen["no run"] = error.error_code

frame = mlflow.search_runs(filter_string="metrics.loss < 0.3", order_by=["metrics.loss DESC"])
seen["frame"] = [frame["tags.mlflow.runName"].tolist(), frame["metrics.loss"].tolist(), frame["params.lr"].tolist()]
page = client.search_runs([first], max_results=2, order_by=["attributes.start_time DESC"])
rest = client.search_runs([first], max_results=2, order_by=["attributes.start_time DESC"], page_token=page.token)
seen["pages"] = [len(page), len(rest), rest.token or None]

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "a file ü.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("text")
    client.log_artifact(run.info.run_id, path)
    client.log_artifacts(run.info.run_id, folder, "folder/inner")
    client.log_text(run.info.run_id, "hello", "notes/hello.txt")
    client.log_dict(run.info.run_id, {"a": 1}, "notes/a.json")
    client.log_text(run.info.run_id, "", "notes/empty.txt")
    seen["artifacts"] = [f.path for f in client.list_artifacts(run.info.run_id)]
    seen["notes"] = [(f.path, f.file_size) for f in client.list_artifacts(run.info.run_id, "notes")]
    back = client.download_artifacts(run.info.run_id, "folder", folder)
    seen["downloaded"] = os.listdir(os.path.join(back, "inner"))
    seen["text"] = mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/hello.txt")
    client.log_figure(run.info.run_id, pyplot.figure(), "plot.png")
    client.log_image(run.info.run_id, numpy.zeros((4, 4), dtype=numpy.uint8), "image.png")
    client.log_table(run.info.run_id, {"a": [1, 2]}, "table.json")
    seen["table"] = client.load_table(first, "table.json", [run.info.run_id])["a"].tolist()

dataset = mlflow.data.from_pandas(pandas.DataFrame({"x": [1, 2], "y": [0, 1]}), source="data.csv", name="points", targets="y")
with mlflow.start_run(run_id=run.info.run_id):
    mlflow.log_input(dataset, context="training")
inputs = client.get_run(run.info.run_id).inputs.dataset_inputs
seen["inputs"] = [(i.dataset.name, i.dataset.digest, i.tags[0].value) for i in inputs]
seen["by dataset"] = len(client.search_runs([first], "dataset.name = 'points' AND dataset.context = 'training'"))

mlflow.config.enable_async_logging(True)
with mlflow.start_run(run_name="asynchronous") as quick:
    for step in range(300):
        mlflow.log_metric("fast", step, step=step)
mlflow.flush_async_logging()
mlflow.config.enable_async_logging(False)
seen["asynchronous"] = len(client.get_metric_history(quick.info.run_id, "fast"))

print(json.dumps(seen, default=str))
