"""Train boosted trees with MLflow's autolog. Trackline says where MLflow is to log."""

import argparse

import mlflow
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import accuracy_score

from prepare import load_for_training

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--learning-rate", type=float, default=0.1)
parser.add_argument("--trees", type=int, default=40, help="boosting rounds")
parser.add_argument("--seed", type=int, default=7)
args = parser.parse_args()

X_train, X_val, y_train, y_val = load_for_training(args.seed)
mlflow.sklearn.autolog()

with mlflow.start_run(run_name="boosted trees"):
    model = HistGradientBoostingClassifier(
        learning_rate=args.learning_rate,
        max_iter=args.trees,
        max_leaf_nodes=8,
        random_state=args.seed,
    )
    model.fit(X_train, y_train)
    for step, predicted in enumerate(model.staged_predict(X_val), start=1):
        mlflow.log_metric("val_accuracy", accuracy_score(y_val, predicted), step=step)

print(f"val_accuracy={model.score(X_val, y_val):.4f} after {args.trees} rounds")
