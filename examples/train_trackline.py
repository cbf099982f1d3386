"""Train by a loop of your own, softmax regression in NumPy, with one line for the record."""

import argparse

import numpy as np

from prepare import load_for_training

try:
    import trackline  # there whenever Trackline runs the script; nothing to install
except ImportError:
    trackline = None

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--learning-rate", type=float, default=0.5)
parser.add_argument("--steps", type=int, default=1000)
parser.add_argument("--seed", type=int, default=7)
args = parser.parse_args()


def softmax(scores: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities; taking off the largest keeps exp() from overflowing."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


X_train, X_val, y_train, y_val = (part.to_numpy() for part in load_for_training(args.seed))
targets = np.eye(10)[y_train]
weights = np.zeros((X_train.shape[1], 10))
bias = np.zeros(10)

for step in range(1, args.steps + 1):
    probabilities = softmax(X_train @ weights + bias)
    loss = -np.log(probabilities[np.arange(len(y_train)), y_train]).mean()
    error = (probabilities - targets) / len(y_train)
    weights -= args.learning_rate * X_train.T @ error
    bias -= args.learning_rate * error.sum(axis=0)
    val_accuracy = ((X_val @ weights + bias).argmax(axis=1) == y_val).mean()
    if trackline:
        trackline.log(step=step, loss=loss, val_accuracy=val_accuracy)

print(f"done: {val_accuracy:.1%} of the validation pictures are read correctly")
