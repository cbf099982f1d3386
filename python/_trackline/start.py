"""What happens once at the start of every Python of a launch. Kept cheap: imports nothing big."""
import os
import sys

from _trackline import events

_begun = False


def begin() -> None:
    """Starts the recording of this process. Does nothing the second time."""
    global _begun
    if _begun:
        return
    _begun = True
    for stream in (sys.stdout, sys.stderr):
        _as_in_a_terminal(stream)
    events.begin()
    project = os.environ.get("TRACKLINE_PROJECT")
    if project and hasattr(sys, "addaudithook"):
        from _trackline import files, imports

        record = files.ProjectFiles(project, events.write)
        imports.install(record)
        sys.addaudithook(files.audit_hook(record))


def _as_in_a_terminal(stream) -> None:
    """Lines leave the process when they end, so that they can be followed live."""
    try:
        if not stream.isatty():
            stream.reconfigure(line_buffering=True)
    except Exception:  # no such stream, closed, or replaced by something else
        pass
