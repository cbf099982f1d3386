"""Trains small models, so that the libraries print their metrics as they do. Argument: which."""

import sys

import numpy as np

random = np.random.default_rng(0)
rows = random.normal(size=(200, 4))
target = (rows[:, 0] + rows[:, 1] > 0).astype(int)

if sys.argv[1] == "xgboost":
    import xgboost

    train, test = (xgboost.DMatrix(rows[part], target[part]) for part in (slice(150), slice(150, 200)))
    xgboost.train(
        {"objective": "binary:logistic", "eval_metric": ["logloss", "auc"]},
        train,
        3,
        [(train, "train"), (test, "eval")],
    )
elif sys.argv[1] == "lightgbm":
    import lightgbm

    train = lightgbm.Dataset(rows[:150], target[:150])
    test = lightgbm.Dataset(rows[150:], target[150:], reference=train)
    lightgbm.train(
        {"objective": "binary", "metric": ["binary_logloss", "auc"]},
        train,
        3,
        [test],
        callbacks=[lightgbm.log_evaluation(1), lightgbm.early_stopping(2)],
    )
elif sys.argv[1] == "sklearn":
    from sklearn.neural_network import MLPClassifier

    MLPClassifier(max_iter=3, verbose=True).fit(rows, target)
