"""Writes event files with tensorboardX, as a training script would. First argument: the folder."""

import sys

import numpy as np
from tensorboardX import SummaryWriter

folder, what = sys.argv[1], sys.argv[2]

if what == "all":
    writer = SummaryWriter(folder)
    for step in range(5):
        writer.add_scalar("train/loss", 1.0 / (step + 1), step, walltime=1763800000.25 + step)
    writer.add_scalar("odd", float("nan"), -3)
    writer.add_scalar("odd", float("inf"), 0)
    writer.add_scalar("odd", float("-inf"), 2**40)
    writer.add_histogram("weights", np.arange(100.0), 1)
    writer.add_image("picture", np.zeros((3, 8, 8), dtype=np.uint8), 1)
    writer.add_text("note", "loss: 0.5", 1)
    writer.add_scalar("größe", 2.5, 7)
    writer.close()
elif what == "hparams":
    writer = SummaryWriter(folder)
    writer.add_scalar("loss", 0.5, 1)
    writer.add_hparams({"lr": 0.1, "layers": 3, "name": "adam", "bias": True}, {"hparam/acc": 0.9})
    writer.close()
elif what == "scalars":
    writer = SummaryWriter(folder)
    writer.add_scalar("loss", 0.5, 1)
    writer.add_scalars("split", {"a": 1.0, "b": 2.0}, 1)
    writer.close()
elif what == "live":
    writer = SummaryWriter(folder, flush_secs=0.02)
    for line in sys.stdin:
        writer.add_scalar("loss", float(line), int(line))
    writer.close()
else:
    raise SystemExit(f"unknown: {what}")
