"""The model registry through the real client; prints what it found as JSON."""

import json
import tempfile
import warnings

import mlflow
import numpy
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
data, target = load_iris(return_X_y=True)
model = LogisticRegression(max_iter=200).fit(data, target)
expected = model.predict(data)
client = mlflow.MlflowClient()
mlflow.set_experiment("registry")
seen = {}


def predicts(uri):
    return bool(numpy.array_equal(mlflow.pyfunc.load_model(uri).predict(data), expected))


def refusal(call, *arguments):
    try:
        call(*arguments)
    except mlflow.MlflowException as error:
        return error.error_code
    return None


with mlflow.start_run() as run:
    info = mlflow.sklearn.log_model(model, name="model", registered_model_name="flowers")
    run_id = run.info.run_id
first = client.get_model_version("flowers", "1")
seen["log_model"] = [first.name, first.version, first.run_id == run_id]
second = mlflow.register_model(info.model_uri, "flowers")
seen["register_model"] = [second.version, second.run_id == run_id]
with tempfile.TemporaryDirectory() as folder:
    mlflow.sklearn.save_model(model, f"{folder}/saved")
    client.log_artifacts(run_id, f"{folder}/saved", "saved")
third = mlflow.register_model(f"runs:/{run_id}/saved", "flowers", tags={"kind": "file"})
seen["run artifacts"] = [third.version, predicts("models:/flowers/3")]
copied = client.copy_model_version("models:/flowers/1", "Flowers too")
seen["copied"] = [copied.name, copied.version]
tag = client.get_logged_model(info.model_id).tags["mlflow.modelVersions"]
seen["logged model"] = sorted({int(each["version"]) for each in json.loads(tag) if each["name"] == "flowers"})

client.set_registered_model_alias("flowers", "champion", "1")
champion = client.get_model_version_by_alias("flowers", "champion")
seen["champion"] = [champion.version, list(champion.aliases), predicts("models:/flowers@champion")]
seen["by number"] = predicts("models:/flowers/2")
seen["by latest"] = predicts("models:/flowers/latest")
client.set_registered_model_alias("flowers", "champion", "2")
seen["moved"] = client.get_model_version_by_alias("flowers", "champion").version
seen["found"] = [
    [each.name for each in client.search_registered_models(order_by=["name ASC"])],
    [
        int(each.version)
        for each in client.search_model_versions(
            f"name = 'flowers' AND run_id = '{run_id}'", order_by=["version_number DESC"]
        )
    ],
    [each.version for each in client.search_model_versions("tags.kind = 'file'")],
]
page = client.search_registered_models(max_results=1)
seen["pages"] = [len(page), len(client.search_registered_models(max_results=1, page_token=page.token))]
client.transition_model_version_stage("flowers", "1", "production")
seen["stages"] = [each.current_stage for each in client.get_latest_versions("flowers", ["Production"])]
client.delete_model_version("flowers", "2")
seen["gone"] = [
    refusal(client.get_model_version, "flowers", "2"),
    refusal(client.get_model_version_by_alias, "flowers", "champion"),
    sorted((int(each.version) for each in client.search_model_versions("name = 'flowers'")), reverse=True),
]
seen["taken"] = refusal(client.create_registered_model, "flowers")
client.rename_registered_model("flowers", "Blossoms")
renamed = client.update_registered_model("Blossoms", "of iris")
seen["renamed"] = [renamed.name, renamed.description]
client.delete_registered_model("Flowers too")
seen["left"] = [each.name for each in client.search_registered_models()]
print(json.dumps(seen))
