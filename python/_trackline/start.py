"""What happens once at the start of every Python of a launch. Kept cheap: imports nothing big."""
import atexit
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
    atexit.register(_tell_end, os.getpid(), _remember_exit())
    project = os.environ.get("TRACKLINE_PROJECT")
    if project and hasattr(sys, "addaudithook") and not _is_dvc():
        from _trackline import files, imports

        record = files.ProjectFiles(project, events.write)
        imports.install(record)
        sys.addaudithook(files.audit_hook(record))


def _is_dvc() -> bool:
    """Whether this process is DVC, which opens every file of a pipeline only to look after it."""
    program = getattr(sys, "orig_argv", [])[1:2]
    return bool(program) and os.path.splitext(os.path.basename(program[0]))[0] == "dvc"


def _as_in_a_terminal(stream) -> None:
    """Lines leave the process when they end, so that they can be followed live."""
    try:
        if not stream.isatty():
            stream.reconfigure(line_buffering=True)
    except Exception:  # no such stream, closed, or replaced by something else
        pass


def _remember_exit():
    """Wraps `sys.exit` to know its status later; a list whose last item is the status."""
    statuses = [None]
    original = sys.exit

    def exit(status=None, /):
        statuses.append(status)
        original(status)

    exit.__doc__ = original.__doc__
    sys.exit = exit
    return statuses


def _tell_end(pid, statuses) -> None:
    """Tells how this process ends, for the case that nobody is there to see its exit code."""
    if os.getpid() != pid:  # a forked child that runs its parent's handlers
        return
    code = 1 if hasattr(sys, "last_type") else _exit_code(statuses[-1])
    ok = "true" if code == 0 else "false"
    try:
        events.write('{"e":"end","pid":%d,"ok":%s,"code":%d}\n' % (pid, ok, code))
    except OSError:
        pass


def _exit_code(status) -> int:
    """What the system is told for a status of `sys.exit`: text is printed and means 1."""
    if status is None:
        return 0
    if not isinstance(status, int):
        return 1
    return int(status) & (0xFFFFFFFF if os.name == "nt" else 0xFF)
