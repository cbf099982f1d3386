"""Runs a copy of a notebook from its first cell to its last, and keeps the copy with the run.

    python -m _trackline.notebook train.ipynb learning_rate=0.1 epochs=3

The parameters are set in a cell behind the one that is tagged `parameters`, or before the first
one. What cells print is printed here too. The notebook itself is left as it is. It needs nbclient
and ipykernel in the interpreter that runs it, as Jupyter brings them.
"""

import ast
import os
import sys

import trackline


def main(arguments):
    """Runs the notebook; the exit code."""
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ImportError as error:
        print(
            f"The notebook was not run: {sys.executable} has no {error.name}. "
            "Install nbclient and ipykernel for it.",
            file=sys.stderr,
        )
        return 2
    path, *words = arguments
    notebook = nbformat.read(path, as_version=4)
    parameters = dict(word.split("=", 1) for word in words)
    if parameters:
        _inject(notebook, nbformat.v4.new_code_cell(_assignments(parameters)))
    client = NotebookClient(
        notebook,
        timeout=None,
        # The interpreter's own kernel, whichever one the notebook was last opened with.
        kernel_name="python3",
        resources={"metadata": {"path": os.path.dirname(os.path.abspath(path))}},
        on_cell_executed=lambda cell, cell_index, execute_reply: _show(cell),
    )
    code = 0
    try:
        client.execute()
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        code = 1
    finally:
        _keep(notebook, os.path.basename(path), nbformat)
    return code


def _inject(notebook, cell):
    cell.metadata["tags"] = ["injected-parameters"]
    tagged = [
        index
        for index, each in enumerate(notebook.cells)
        if "parameters" in each.metadata.get("tags", [])
    ]
    notebook.cells.insert(tagged[0] + 1 if tagged else 0, cell)


def _assignments(parameters):
    """Python that sets the parameters: to what a value spells in Python, else to it as a text."""
    lines = []
    for name, text in parameters.items():
        if not name.isidentifier():
            raise SystemExit(f"{name} is no name of a variable, so it cannot be a parameter.")
        try:
            value = ast.literal_eval(text)
        except (SyntaxError, ValueError):
            value = {"true": True, "false": False}.get(text, text)
        lines.append(f"{name} = {value!r}")
    return "\n".join(lines)


def _show(cell):
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            stream = sys.stderr if output.name == "stderr" else sys.stdout
            stream.write(output.text)
            stream.flush()


def _keep(notebook, name, nbformat):
    # An artifact is copied after the call, so the file has to outlive this process.
    events = os.environ.get("TRACKLINE_EVENTS_DIR")
    if events is None:
        return
    copy = os.path.join(os.path.dirname(events), name)
    nbformat.write(notebook, copy)
    trackline.artifact(copy)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
