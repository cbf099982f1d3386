"""Prepare: split the pictures and scale their pixels to 0..1."""

from pathlib import Path

import pandas as pd
import yaml
from sklearn.model_selection import train_test_split

from collect import HERE, RAW, collect

TRAIN = HERE / "data" / "train.csv"
TEST = HERE / "data" / "test.csv"
BRIGHTEST = 16


def read_params(stage: str) -> dict:
    """Return one stage's section of params.yaml."""
    return yaml.safe_load((HERE / "params.yaml").read_text(encoding="utf-8"))[stage]


def prepare() -> None:
    """Write data/train.csv and data/test.csv, each with the same share of every digit."""
    if not RAW.exists():
        collect()
    params = read_params("prepare")
    digits = pd.read_csv(RAW)
    pixels = digits.columns.drop("digit")
    digits[pixels] = digits[pixels] / BRIGHTEST

    train, test = train_test_split(
        digits,
        test_size=params["test_size"],
        stratify=digits["digit"],
        random_state=params["seed"],
    )
    for part, path in ((train, TRAIN), (test, TEST)):
        part.to_csv(path, index=False, float_format="%g")
    print(f"prepared {len(train)} pictures to train on and {len(test)} to test on")


def load(path: Path) -> tuple[pd.DataFrame, pd.Series]:
    """Return the pixels and digits of a prepared file, which is made first if missing."""
    if not path.exists():
        prepare()
    table = pd.read_csv(path)
    # As floats even where a corner is always 0, so that every pixel has one type.
    return table.drop(columns="digit").astype(float), table["digit"]


def load_for_training(seed: int) -> list:
    """Return X_train, X_val, y_train, y_val. The test file is for evaluate.py alone."""
    X, y = load(TRAIN)
    return train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)


if __name__ == "__main__":
    prepare()
