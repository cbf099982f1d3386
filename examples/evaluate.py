"""Evaluate: test the trained model on pictures that it has never seen."""

import json
import sys

import joblib
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score

from prepare import HERE, TEST, load
from train import MODEL

EVALUATION = HERE / "evaluation.json"
CONFUSION = HERE / "plots" / "confusion.csv"


def evaluate() -> None:
    """Write evaluation.json, and plots/confusion.csv with one row per test picture."""
    if not MODEL.exists():
        sys.exit(f"There is no {MODEL.relative_to(HERE)} yet: run train.py first.")
    model = joblib.load(MODEL)
    X, y = load(TEST)
    predicted = model.predict(X)

    metrics = {
        "test_accuracy": round(float(accuracy_score(y, predicted)), 4),
        "test_f1": round(float(f1_score(y, predicted, average="macro")), 4),
    }
    EVALUATION.write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    CONFUSION.parent.mkdir(exist_ok=True)
    pd.DataFrame({"actual": y, "predicted": predicted}).to_csv(CONFUSION, index=False)
    print(*(f"{name}={value}" for name, value in metrics.items()))


if __name__ == "__main__":
    evaluate()
