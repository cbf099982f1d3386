"""Train a small neural network to read digits, and print how it does after every epoch."""

import argparse
import json

import joblib
import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, log_loss
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from prepare import HERE, load_for_training, read_params

MODEL = HERE / "models" / "model.joblib"
METRICS = HERE / "metrics.json"


def parse_args() -> argparse.Namespace:
    defaults = read_params("train")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learning-rate", type=float, default=defaults["learning_rate"])
    parser.add_argument("--epochs", type=int, default=defaults["epochs"])
    parser.add_argument("--hidden", type=int, default=defaults["hidden"], help="hidden units")
    parser.add_argument("--alpha", type=float, default=defaults["alpha"], help="L2 penalty")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def with_shifted_copies(X: pd.DataFrame, y: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Return each 8x8 picture as it is and moved by one pixel up, down, left and right."""
    padded = np.pad(X.to_numpy().reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    corners = [(1, 1), (0, 1), (2, 1), (1, 0), (1, 2)]
    moved = [padded[:, top : top + 8, left : left + 8].reshape(-1, 64) for top, left in corners]
    return (
        pd.DataFrame(np.concatenate(moved), columns=X.columns),
        pd.concat([y] * len(corners), ignore_index=True),
    )


def train(args: argparse.Namespace) -> tuple[MLPClassifier, dict[str, float]]:
    """Return the trained model and the metrics of its last epoch."""
    X_train, X_val, y_train, y_val = load_for_training(args.seed)
    # Only the training part: a shifted copy of a validation picture would give it away.
    X_train, y_train = with_shifted_copies(X_train, y_train)
    model = MLPClassifier(
        hidden_layer_sizes=(args.hidden,),
        learning_rate_init=args.learning_rate,
        alpha=args.alpha,
        batch_size=args.batch_size,
        random_state=args.seed,
    )
    digits = sorted(y_train.unique())
    metrics = {}
    for epoch in range(1, args.epochs + 1):
        model.partial_fit(X_train, y_train, classes=digits)
        probabilities = model.predict_proba(X_val)
        metrics = {
            "loss": round(float(model.loss_), 4),
            "val_loss": round(float(log_loss(y_val, probabilities, labels=digits)), 4),
            "val_accuracy": round(float(accuracy_score(y_val, model.predict(X_val))), 4),
        }
        print(f"epoch {epoch}", *(f"{name}={value}" for name, value in metrics.items()), flush=True)
    return model, metrics


def main() -> None:
    args = parse_args()
    # The batches are so small that several threads would only wait for each other.
    with threadpool_limits(limits=1):
        model, metrics = train(args)
    MODEL.parent.mkdir(exist_ok=True)
    joblib.dump(model, MODEL)
    METRICS.write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    print(f"saved {MODEL.relative_to(HERE)} and {METRICS.name}")


if __name__ == "__main__":
    main()
