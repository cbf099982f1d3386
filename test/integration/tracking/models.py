"""Autologging and logged models of the real libraries; prints what was recorded as JSON."""

import json
import warnings

import lightgbm
import mlflow
import xgboost
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
data, target = load_iris(return_X_y=True, as_frame=True)
client = mlflow.MlflowClient()
experiment = mlflow.set_experiment("models")
seen = {}

mlflow.sklearn.autolog(log_datasets=True)
with mlflow.start_run() as run:
    LogisticRegression(max_iter=200, C=0.5).fit(data, target)
read = client.get_run(run.info.run_id)
seen["sklearn"] = [
    read.data.params["C"],
    "training_accuracy_score" in read.data.metrics,
    len(read.inputs.dataset_inputs),
    len(read.outputs.model_outputs),
]
model_id = read.outputs.model_outputs[0].model_id
model = client.get_logged_model(model_id)
seen["logged model"] = [str(model.status), model.params["C"], model.source_run_id == run.info.run_id]
loaded = mlflow.sklearn.load_model(f"models:/{model_id}")
seen["predicts"] = len(loaded.predict(data))
mlflow.sklearn.autolog(disable=True)

mlflow.xgboost.autolog()
with mlflow.start_run() as run:
    matrix = xgboost.DMatrix(data, label=target)
    xgboost.train(
        {"objective": "multi:softprob", "num_class": 3, "max_depth": 2},
        matrix,
        num_boost_round=5,
        evals=[(matrix, "train")],
    )
read = client.get_run(run.info.run_id)
seen["xgboost"] = [
    read.data.params["max_depth"],
    len(client.get_metric_history(run.info.run_id, "train-mlogloss")),
    len(read.outputs.model_outputs),
]
mlflow.xgboost.autolog(disable=True)

mlflow.lightgbm.autolog()
with mlflow.start_run() as run:
    lightgbm.train(
        {"objective": "multiclass", "num_class": 3, "verbose": -1},
        lightgbm.Dataset(data, target),
        num_boost_round=4,
        valid_sets=[lightgbm.Dataset(data, target)],
        valid_names=["valid"],
    )
read = client.get_run(run.info.run_id)
seen["lightgbm"] = [
    read.data.params["objective"],
    len(client.get_metric_history(run.info.run_id, "valid-multi_logloss")),
]
mlflow.lightgbm.autolog(disable=True)

with mlflow.start_run() as run:
    info = mlflow.sklearn.log_model(
        LogisticRegression().fit(data, target), name="by_hand", params={"why": "test"}
    )
    mlflow.log_metric("score", 0.9, model_id=info.model_id)
seen["by hand"] = [m.key for m in client.get_logged_model(info.model_id).metrics]
found = client.search_logged_models([experiment.experiment_id], "metrics.score > 0.5")
seen["found"] = [m.name for m in found]
client.set_logged_model_tags(info.model_id, {"stage": "candidate"})
client.delete_logged_model_tag(info.model_id, "stage")
client.delete_logged_model(info.model_id)
seen["left"] = len(client.search_logged_models([experiment.experiment_id]))
print(json.dumps(seen))
