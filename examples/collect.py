"""Collect: write scikit-learn's handwritten digits to data/raw.csv."""

from pathlib import Path

from sklearn.datasets import load_digits

HERE = Path(__file__).resolve().parent
RAW = HERE / "data" / "raw.csv"


def collect() -> None:
    """Write one row per picture: 64 pixels from 0 to 16, and the digit it shows."""
    digits = load_digits(as_frame=True).frame.rename(columns={"target": "digit"})
    RAW.parent.mkdir(parents=True, exist_ok=True)
    digits.to_csv(RAW, index=False, float_format="%g")
    print(f"collected {len(digits)} pictures in {RAW.relative_to(HERE)}")


if __name__ == "__main__":
    collect()
