"""Train a linear model and only print: no tracking library, no files."""

import argparse

from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss

from prepare import load_for_training

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--alpha", type=float, default=0.001, help="L2 penalty")
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument("--seed", type=int, default=7)
args = parser.parse_args()

X_train, X_val, y_train, y_val = load_for_training(args.seed)
digits = sorted(y_train.unique())
model = SGDClassifier(loss="log_loss", alpha=args.alpha, random_state=args.seed)

for epoch in range(1, args.epochs + 1):
    model.partial_fit(X_train, y_train, classes=digits)
    loss = log_loss(y_train, model.predict_proba(X_train), labels=digits)
    val_accuracy = model.score(X_val, y_val)
    print(f"Epoch {epoch}/{args.epochs} - loss: {loss:.4f} - val_accuracy: {val_accuracy:.4f}")
