import click

EPOCHS = 5


@click.command()
@click.argument("data", type=click.Path())
@click.argument("files", nargs=-1)
@click.option("--lr", "-l", "learning_rate", type=float, default=0.1, help="step size")
@click.option("--epochs", default=EPOCHS, show_default=True)
@click.option("--batch-size", type=click.INT)
@click.option("--optimizer", type=click.Choice(["sgd", "adam"]), default="sgd")
@click.option("--shuffle/--no-shuffle", default=True)
@click.option("--amp", is_flag=True)
@click.option("--tag", multiple=True)
@click.option("--name", default=lambda: "run")
def train(**options):
    print(options)


if __name__ == "__main__":
    train()
