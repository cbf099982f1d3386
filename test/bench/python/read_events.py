"""Reads an event file with TensorBoard's own reader: `read_events.py FILE` prints the seconds."""

import logging
import sys
import time

logging.disable(logging.WARNING)

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

begun = time.perf_counter()
events = sum(1 for _ in EventFileLoader(sys.argv[1]).Load())
took = time.perf_counter() - begun
assert events > 1, "nothing was read"
print(took)
