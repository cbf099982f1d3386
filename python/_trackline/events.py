"""Appends lines to this process's own file of events.

Every line is handed to the kernel before `write` returns, so that what was written outlives even a
SIGKILL. The file is called `<pid>-<n>.jsonl` and is made at the first line, which is always the
`start` event.
"""
import os
import sys

try:
    from _json import encode_basestring_ascii as quote
except ImportError:  # an interpreter without the C accelerator
    from json.encoder import encode_basestring_ascii as quote

#: Where the event files go; None outside a launch.
directory = os.environ.get("TRACKLINE_EVENTS_DIR") or None

_FLAGS = (
    os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
)  # descriptors are not inheritable by default
_fd = -1
_file = None  # (device, inode) of what _fd stood for when it was opened
_torn = False  # the last line was cut short, by a full disk


def write(line: str) -> None:
    """Appends one line, given with its newline. Raises OSError when it cannot be kept."""
    global _torn
    data = line.encode("ascii")
    if _torn:
        data = b"\n" + data
    fd = _fd if _is_ours() else _open()
    _torn = os.write(fd, data) != len(data)


def begin() -> None:
    """Makes the file of this process, with its `start` event. Raises OSError."""
    if not _is_ours():
        _open()


def text_map(values: dict) -> str:
    """A JSON object of strings."""
    return "{%s}" % ",".join("%s:%s" % (quote(k), quote(v)) for k, v in values.items())


def _is_ours() -> bool:
    # A script may close every descriptor and get our number for a file of its own.
    if _fd < 0:
        return False
    try:
        found = os.fstat(_fd)
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == _file


def _open() -> int:
    global _fd, _file
    if directory is None:
        raise OSError("there is no folder for events")
    number = 0
    while True:
        name = os.path.join(directory, "%d-%d.jsonl" % (os.getpid(), number))
        try:
            fd = os.open(name, _FLAGS, 0o600)
            break
        except FileExistsError:  # the number of an earlier process, or of this one before exec
            number += 1
    found = os.fstat(fd)
    _fd, _file = fd, (found.st_dev, found.st_ino)
    os.write(fd, _start_line().encode("ascii"))
    return fd


def _start_line() -> str:
    return '{"e":"start","pid":%d,"argv":[%s],"executable":%s,"version":"%d.%d.%d","cwd":%s}\n' % (
        os.getpid(),
        ",".join(quote(str(word)) for word in getattr(sys, "argv", [])),
        quote(sys.executable or ""),
        sys.version_info[0],
        sys.version_info[1],
        sys.version_info[2],
        quote(_cwd()),
    )


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:  # the folder was removed
        return ""


def _forked() -> None:
    """In a forked child: its lines go to a file of its own, made when it has the first one."""
    global _fd, _file, _torn
    if _is_ours():
        os.close(_fd)
    _fd, _file, _torn = -1, None, False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
