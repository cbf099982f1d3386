"""Train a linear model and write its curves as TensorBoard events to runs/."""

import argparse
from datetime import datetime

from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss
from tensorboardX import SummaryWriter

from prepare import HERE, load_for_training

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--learning-rate", type=float, default=0.01)
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument("--seed", type=int, default=7)
args = parser.parse_args()

X_train, X_val, y_train, y_val = load_for_training(args.seed)
digits = sorted(y_train.unique())
model = SGDClassifier(
    loss="log_loss",
    learning_rate="constant",
    eta0=args.learning_rate,
    random_state=args.seed,
)

folder = HERE / "runs" / datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
with SummaryWriter(str(folder), flush_secs=1) as writer:
    for epoch in range(1, args.epochs + 1):
        model.partial_fit(X_train, y_train, classes=digits)
        loss = log_loss(y_train, model.predict_proba(X_train), labels=digits)
        val_loss = log_loss(y_val, model.predict_proba(X_val), labels=digits)
        writer.add_scalar("loss", loss, epoch)
        writer.add_scalar("val_loss", val_loss, epoch)
        writer.add_scalar("val_accuracy", model.score(X_val, y_val), epoch)

print(f"the curves are in {folder.relative_to(HERE)}")
