"""Does one kind of work, and writes how long that took: `work.py KIND RESULT.json`."""

import time

wall = time.perf_counter()
cpu = time.process_time()

import json
import sys


def compute():
    import numpy as np

    generator = np.random.default_rng(7)
    matrix = generator.random((400, 400))
    for _ in range(150):
        matrix = matrix @ matrix
        matrix /= np.abs(matrix).max()
    total = 0
    for number in range(20_000_000):
        total += number & 3
    return total


def print_lines():
    for line in range(20_000):
        print(f"step {line}: this is a line of output as a training script prints it")


def files():
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for number in range(500):
            with open(os.path.join(folder, f"{number}.txt"), "w") as file:
                file.write("0.5\n" * 100)
        for number in range(5_000):
            with open(os.path.join(folder, f"{number % 500}.txt")) as file:
                file.read()


{"compute": compute, "print": print_lines, "files": files}[sys.argv[1]]()
sys.stdout.flush()
with open(sys.argv[2], "w") as file:
    json.dump({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}, file)
