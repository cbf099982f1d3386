"""What happens once at the start of every Python of a launch. Kept cheap: imports nothing big."""
import atexit
import io
import os
import stat
import sys

from _trackline import events

_begun = False
_write = io.FileIO.write


def begin() -> None:
    """Starts the recording of this process. Does nothing the second time."""
    global _begun
    if _begun:
        return
    _begun = True
    for name in ("stdout", "stderr"):
        _as_in_a_terminal(name)
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


def _as_in_a_terminal(name: str) -> None:
    """Lines leave the process when they end, so that they can be followed live, and a full disk
    does not keep the script from printing."""
    try:
        stream = getattr(sys, name)
        if stream.isatty():
            return
        raw = getattr(stream.buffer, "raw", stream.buffer)
        if type(raw) is not io.FileIO or not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
            stream.reconfigure(line_buffering=True)
            return
        patient_raw = _PatientFile(raw.fileno(), "w", closefd=False)
        patient_raw.name = stream.name
        patient = io.TextIOWrapper(
            # Without a buffer under `python -u`.
            patient_raw if raw is stream.buffer else io.BufferedWriter(patient_raw),
            encoding=stream.encoding,
            errors=stream.errors,
            newline=None if os.name == "nt" else "\n",
            line_buffering=True,
            write_through=raw is stream.buffer,
        )
        patient.mode = stream.mode
        setattr(sys, name, patient)
        setattr(sys, "__%s__" % name, patient)
    except Exception:  # no such stream, closed, or replaced by something else
        pass


class _PatientFile(io.FileIO):
    """Takes what the disk has no room for and forgets it: in a terminal nothing would fail."""

    def write(self, data):
        try:
            return _write(self, data)  # not by super(), which every line would wait for
        except OSError as error:
            import errno

            if error.errno not in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
                raise
            return len(data)


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
