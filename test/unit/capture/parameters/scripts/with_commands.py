import argparse

parser = argparse.ArgumentParser()
commands = parser.add_subparsers(dest="command")
train = commands.add_parser("train")
train.add_argument("--lr", type=float, default=0.1)
group = train.add_argument_group("data")
group.add_argument("--folder")
evaluate = commands.add_parser("evaluate")
evaluate.add_argument("--split", default="test")
if __name__ == "__main__":
    print(parser.parse_args())
