from enum import Enum
from typing import Annotated, List, Optional

import typer

app = typer.Typer()


class Optimizer(str, Enum):
    sgd = "sgd"
    adam = "adam"


@app.command()
def train(
    data: str,
    lr: float = 0.1,
    epochs: Annotated[int, typer.Option("--epochs", "-e", help="how often")] = 10,
    batch_size: int = typer.Option(32, "--batch", help="rows at once"),
    optimizer: Optimizer = Optimizer.adam,
    amp: bool = False,
    shuffle: Annotated[bool, typer.Option("--shuffle/--keep-order")] = True,
    layers: List[int] = typer.Option([64, 32]),
    seed: Optional[int] = None,
    out: Annotated[Optional[str], typer.Argument(help="where to")] = None,
):
    print(locals())


if __name__ == "__main__":
    app()
