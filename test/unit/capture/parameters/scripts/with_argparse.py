"""Train a model."""

import argparse
import os

LEARNING_RATE = 0.001
LAYERS = [64, 32]
NAME = "base" "line"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="the data set")
    parser.add_argument("extra", nargs="*")
    parser.add_argument("-l", "--learning-rate", "--lr", type=float, default=LEARNING_RATE)
    parser.add_argument("--epochs", type=int, default=10, help='how "often"')
    parser.add_argument(
        "--layers",
        nargs="+",
        type=int,
        default=LAYERS,
        metavar="N",
    )
    parser.add_argument("--optimizer", choices=["sgd", "adam"], default="adam")
    parser.add_argument("--depth", type=int, choices=range(1, 4))
    parser.add_argument("--amp", action="store_true")
    parser.add_argument("--no-cache", dest="cache", action="store_false")
    parser.add_argument("--shuffle", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("-v", "--verbose", action="count", default=0)
    parser.add_argument("--offset", type=float, default=-1.5)
    parser.add_argument("--name", default=NAME)
    parser.add_argument("--home", default=os.environ.get("HOME"))
    parser.add_argument("--fast", action="store_const", const="turbo")
    parser.add_argument("--seed", type=int)
    group = parser.add_argument_group("model")
    group.add_argument("--hidden-size", type=int, default=128)
    either = group.add_mutually_exclusive_group()
    either.add_argument("--cpu", action="store_true")
    either.add_argument("--gpu", action="store_true")
    parser.set_defaults(epochs=20)
    print(parser.parse_args())


if __name__ == "__main__":
    main()
