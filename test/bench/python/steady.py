"""Logs values at a steady rate: `steady.py CLIENT RATE SECONDS FOLDER`.

It makes the file `begun` in FOLDER, logs one value a call, makes `done` with the rate that it came
to, and ends once there is a file `leave`.
"""

import os
import sys
import time

client, rate, seconds, folder = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]

if client == "mlflow":
    import mlflow

    mlflow.set_experiment("steady")
    mlflow.start_run()

    def log(step):
        mlflow.log_metric("loss", 1.0 / (step + 1), step=step)

elif client == "http":  # the same calls, by MLflow's own means, to what is no MLflow server
    from mlflow.utils.rest_utils import MlflowHostCreds, http_request

    server = MlflowHostCreds(os.environ["MLFLOW_TRACKING_URI"])

    def log(step):
        point = {"run_uuid": "0" * 32, "run_id": "0" * 32, "key": "loss", "step": step}
        point |= {"value": 1.0 / (step + 1), "timestamp": int(time.time() * 1000)}
        http_request(server, "/api/2.0/mlflow/runs/log-metric", "POST", json=point)

else:
    import trackline

    def log(step):
        trackline.log(step=step, loss=1.0 / (step + 1))


for step in range(rate):  # the first second warms up
    log(step)
open(os.path.join(folder, "begun"), "w").close()
begun = time.perf_counter()
count = 0
# A little longer than is measured, so that the end of the logging is not in it.
while time.perf_counter() - begun < seconds + 1:
    log(rate + count)
    count += 1
    pause = begun + count / rate - time.perf_counter()
    if pause > 0:
        time.sleep(pause)
took = time.perf_counter() - begun
with open(os.path.join(folder, "done.part"), "w") as file:
    file.write(str(count / took))
os.rename(os.path.join(folder, "done.part"), os.path.join(folder, "done"))
while not os.path.exists(os.path.join(folder, "leave")):
    time.sleep(0.05)
