"""A script as a launch starts it: an experiment of its own, two runs, a trace, system metrics."""

import json

import mlflow

mlflow.set_experiment("chosen")


@mlflow.trace
def predict(x):
    return x + 1


with mlflow.start_run(run_name="mine", log_system_metrics=True) as first:
    mlflow.log_metric("loss", 1.0, step=0)
    mlflow.log_metric("loss", 0.5, step=1)
    predict(1)
with mlflow.start_run(run_name="second"):
    mlflow.log_metric("loss", 2.0)
mlflow.flush_trace_async_logging()
runs = mlflow.search_runs(order_by=["attributes.start_time ASC"], output_format="list")
experiment = mlflow.get_experiment(first.info.experiment_id)
print(
    json.dumps(
        {
            "first": first.info.run_id,
            "names": sorted(run.info.run_name for run in runs),
            "experiment": experiment.name,
        }
    )
)
