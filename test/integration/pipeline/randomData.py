"""Prints random data and how DVC writes it, as a JSON list of [data, text]; the seed and the number
are its arguments. Data is told as [kind, value] since JSON has fewer kinds than Python."""
import json
import random
import sys

from dvc.utils.serialize import dumps_yaml

random.seed(int(sys.argv[1]))
WORDS = """python src/train.py --lr 0.01 --name=abc "x y" 'q' a: b #c #d - -- ${HOME} 한글 é {a} [b] && | >
* ! % @ ` \\ true null 1e-3 1.0 0x1F ~ = << 2020-01-01 😀 a,b 0o7 1_000 .5 -.inf ... --- No yes""".split()
WORDS += ["x" * 30, "y" * 85, ": ", "? ", "\t", "", " ", "1", "a\n b", "a \nb"]


def text():
    count = random.choice([1, 1, 2, 3, 6, 15, 30])
    return random.choice([" ", " ", "  ", "\n"]).join(random.choice(WORDS) for _ in range(count))


def key():
    return random.choice(["lr", "a.b", "train@a", "key with space", "true", "a: b", "#x", random.randint(0, 9)])


def value(depth=0):
    kind = random.random()
    if depth > 3 or kind < 0.5:
        return text()
    if kind < 0.6:
        return random.choice([True, False, None, float("inf"), float("nan"), 0.0, 1e16, 1e-5])
    if kind < 0.7:
        return random.randint(-(10 ** random.randint(0, 25)), 10 ** random.randint(0, 25))
    if kind < 0.78:
        return random.random() * 10 ** random.randint(-20, 20)
    if kind < 0.88:
        return [value(depth + 1) for _ in range(random.randint(0, 4))]
    return {key(): value(depth + 1) for _ in range(random.randint(0, 4))}


def told(data):
    if data is None or isinstance(data, (bool, str)):
        return ["plain", data]
    if isinstance(data, int):
        return ["int", str(data)]
    if isinstance(data, float):
        return ["float", repr(data)]
    if isinstance(data, list):
        return ["list", [told(item) for item in data]]
    return ["map", [[told(name), told(item)] for name, item in data.items()]]


made = [{key(): value() for _ in range(random.randint(1, 4))} for _ in range(int(sys.argv[2]))]
json.dump([[told(data), dumps_yaml(data)] for data in made], sys.stdout)
