"""Works out with numpy, scipy and scikit-learn what the tests compare with: JSON in, JSON out."""

import json
import sys

import numpy as np
from scipy import stats
from scipy.signal import lfilter
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split


def debiased(values, weight):
    """The average as a linear filter, divided by what the filter makes of ones."""
    numerator = lfilter([1 - weight], [1, -weight], np.array(values))
    return numerator / lfilter([1 - weight], [1, -weight], np.ones(len(values)))


def band(curves, places):
    at = np.array(places)
    lines = np.array(
        [np.interp(at, x, y, left=np.nan, right=np.nan) for x, y in curves]
    )
    return {
        "mean": np.nanmean(lines, axis=0).tolist(),
        "deviation": np.nan_to_num(np.nanstd(lines, axis=0, ddof=1)).tolist(),
        "min": np.nanmin(lines, axis=0).tolist(),
        "max": np.nanmax(lines, axis=0).tolist(),
    }


def buckets(x, values, count, scale):
    """Of each bucket with points: last x, least, greatest, mean, last value, numbers."""
    at, numbers = np.array(x), np.array(values, dtype=float)  # None is NaN
    along = np.log10(at) if scale == "logarithmic" else at
    bins = stats.binned_statistic(along, along, "count", bins=count).binnumber
    rows = []
    for each in np.unique(bins):
        own = numbers[bins == each]
        some = own[~np.isnan(own)]
        summary = [some.min(), some.max(), some.mean()] if some.size else [np.nan] * 3
        rows.append([at[bins == each][-1], *summary, own[-1], some.size])
    # JSON has no NaN.
    return [
        [None if np.isnan(value) else value for value in column]
        for column in np.array(rows).T.tolist()
    ]


def fit(x, y):
    across = np.array(x).reshape(-1, 1)
    line = LinearRegression().fit(across, y)
    return {
        "slope": line.coef_[0],
        "intercept": line.intercept_,
        "r2": line.score(across, y),
    }


def importance(rows, target):
    data, values = np.array(rows), np.array(target, dtype=float)
    drops, explained = [], []
    for seed in range(8):
        known, unseen, known_values, unseen_values = train_test_split(
            data, values, test_size=0.3, random_state=seed
        )
        forest = RandomForestRegressor(
            n_estimators=40, max_features=1 / 3, max_depth=10, random_state=seed
        ).fit(known, known_values)
        drops.append(
            permutation_importance(
                forest, unseen, unseen_values, n_repeats=3, random_state=seed
            ).importances_mean
        )
        explained.append(forest.score(unseen, unseen_values))
    return {"drops": np.mean(drops, axis=0).tolist(), "explained": np.mean(explained)}


given = json.load(sys.stdin)
json.dump(
    {
        "smoothed": [
            debiased(given["series"], weight).tolist() for weight in given["weights"]
        ],
        "band": band(given["curves"], given["places"]),
        "buckets": [
            buckets(given["uneven"], given["gappy"], given["buckets"], scale)
            for scale in ["linear", "logarithmic"]
        ],
        "quantiles": np.quantile(given["series"], given["shares"]).tolist(),
        "pearson": stats.pearsonr(given["x"], given["y"]).statistic,
        "spearman": stats.spearmanr(given["x"], given["y"]).statistic,
        "fit": fit(given["x"], given["y"]),
        "importance": importance(given["rows"], given["target"]),
        "rankedImportance": importance(
            given["rows"], stats.rankdata(np.array(given["skewed"], dtype=float))
        ),
        "skewedImportance": importance(given["rows"], given["skewed"]),
    },
    sys.stdout,
)
