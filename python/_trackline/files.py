"""Which files of the project this process reads and writes.

`ProjectFiles` is told of every file that is opened, by the audit hook and by the wrapped readers,
and writes an event for each that counts: once a path and mode, and one for the folder instead when
a folder has many. It takes no lock, so that threads, forks and signal handlers cannot block each
other; the worst that a race does is an event said twice.
"""
import os
import stat
import time

from _trackline.events import quote

#: More files than this in one folder, or subfolders, are told as the folder.
FOLDER_LIMIT = 200

_SKIPPED_FOLDERS = frozenset(
    (
        ".git",
        ".hg",
        ".svn",
        ".dvc",
        ".trackline",
        "__pycache__",
        "site-packages",
        "dist-packages",
        "node_modules",
        ".venv",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".pytest_cache",
    )
)
#: Code is in the snapshot; what imports or prints it does not take it as data.
_CODE = (".py", ".pyc", ".pyo", ".pyi", ".pyw", ".pth", ".so", ".pyd", ".dll", ".dylib")
_TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".lock", ".swp", ".pyc", "~")
_TEMPORARY_STARTS = (".~", "~$", ".nfs", ".tmp")
_TEMPORARY_LIMIT = 10000
_WINDOWS = os.name == "nt"
_ACCESS = os.O_RDONLY | os.O_WRONLY | os.O_RDWR
_FRESH = os.O_TRUNC | os.O_EXCL


class _Everything:
    """Stands in for the names of a folder in which nothing more is to be told."""

    def __contains__(self, name) -> bool:
        return True


_ALL = _Everything()


class ProjectFiles:
    """The files of the project that were told so far. `write` takes one event line."""

    def __init__(self, project: str, write) -> None:
        self._write = write
        self._root = os.path.abspath(project).rstrip(os.sep)
        self._prefix = self._root + os.sep
        real = os.path.realpath(project).rstrip(os.sep) + os.sep
        self._real_prefix = real if real != self._prefix else None
        self._skipped = self._interpreter_folders()
        # Folder → the names told of it, or _ALL.
        self._read = {}
        self._written = {}
        # Folder → its subfolders in which something was told, one dictionary a mode.
        self._subfolders = {"r": {}, "w": {}}
        self._temporary = set()  # written under passing names, which a rename may make real

    def opened(self, path, mode, flags) -> None:
        """What the `open` audit event tells: `mode` is None when `flags` alone say it."""
        path = self._inside(path)
        if path is None:
            return
        if mode is None:
            access = flags & _ACCESS
            reads = access == os.O_RDONLY or (access == os.O_RDWR and not flags & _FRESH)
            writes = access != os.O_RDONLY
        else:
            reads = "r" in mode
            writes = not reads or "+" in mode
        if reads:
            self._reads(path)
        if writes:
            self._writes(path)

    def used(self, path, reads: bool, writes: bool) -> None:
        """A file or folder that native code is about to read or write."""
        path = self._inside(path)
        if path is None:
            return
        if os.path.isdir(path):
            if reads and not self._wrote_below(path):
                self._folder(path, "r")
            if writes:
                self._folder(path, "w")
            return
        if reads:
            self._reads(path)
        if writes:
            self._writes(path)

    def filled(self, folder) -> None:
        """A folder that native code is about to write files into."""
        folder = self._inside(folder)
        if folder is not None:
            self._folder(folder, "w")

    def renamed(self, source, target) -> None:
        """A file or folder that was written under another name first, as careful writers do."""
        source, target = self._inside(source), self._inside(target)
        if source is None or target is None:
            return
        if source in self._temporary:
            self._temporary.discard(source)
            self._writes(target)
            return
        folder, _, name = source.rpartition(os.sep)
        if name in self._written.get(folder, ()):
            self._writes(target)
        elif self._wrote_below(source):
            self._folder(target, "w")

    def _reads(self, path: str) -> None:
        folder, _, name = path.rpartition(os.sep)
        names = self._names(self._read, folder, "r")
        if name in names or name in self._written.get(folder, ()) or name.endswith(_CODE):
            return
        if _is_temporary(name) or path in self._temporary or not _is_file(path):
            return
        self._tell(names, folder, name, self._read, "r")

    def _writes(self, path: str) -> None:
        folder, _, name = path.rpartition(os.sep)
        names = self._names(self._written, folder, "w")
        if name in names:
            return
        if _is_temporary(name):
            if len(self._temporary) >= _TEMPORARY_LIMIT:
                self._temporary.clear()
            self._temporary.add(path)
            return
        self._tell(names, folder, name, self._written, "w")

    def _tell(self, names, folder: str, name: str, folders: dict, mode: str) -> None:
        names.add(name)
        if len(names) > FOLDER_LIMIT:
            self._folder(folder, mode)
        else:
            self._event("open", folder + os.sep + name, mode)

    def _names(self, folders: dict, folder: str, mode: str):
        names = folders.get(folder)
        if names is None:
            names = folders[folder] = self._first_seen(folders, folder, mode)
        return names

    def _first_seen(self, folders: dict, folder: str, mode: str):
        below = folder[len(self._root) + 1 :]
        if below and not _SKIPPED_FOLDERS.isdisjoint(below.split(os.sep)):
            return _ALL
        if self._skipped and (folder + os.sep).startswith(self._skipped):
            return _ALL
        while len(folder) > len(self._root):
            parent = folder.rpartition(os.sep)[0]
            if folders.get(parent) is _ALL:
                return _ALL
            known = self._subfolders[mode].setdefault(parent, set())
            if folder in known:
                break
            known.add(folder)
            if len(known) > FOLDER_LIMIT:
                self._folder(parent, mode)
                return _ALL
            folder = parent
        return set()

    def _folder(self, folder: str, mode: str) -> None:
        folders = self._read if mode == "r" else self._written
        if self._names(folders, folder, mode) is not _ALL:
            folders[folder] = _ALL
            self._event("folder", folder, mode)

    def _wrote_below(self, folder: str) -> bool:
        inside = folder + os.sep
        return folder in self._written or any(name.startswith(inside) for name in self._written)

    def _event(self, kind: str, path: str, mode: str) -> None:
        now = time.time_ns() // 1000000
        self._write('{"e":"%s","path":%s,"mode":"%s","t":%d}\n' % (kind, quote(path), mode, now))

    def _inside(self, path):
        """The absolute path under the project's root, or None for what lies elsewhere."""
        if type(path) is not str:
            if isinstance(path, int) or path is None:
                return None
            path = os.fsdecode(path)
        if _WINDOWS:
            return self._inside_windows(path)
        if path[:1] != "/":
            path = os.getcwd() + "/" + path
        if "/." in path or "//" in path:
            path = os.path.normpath(path)
        if path.startswith(self._prefix):
            return path
        if self._real_prefix is not None and path.startswith(self._real_prefix):
            return self._prefix + path[len(self._real_prefix) :]
        return None

    def _inside_windows(self, path: str):
        path = os.path.abspath(path)  # both kinds of slash, either case
        folded = os.path.normcase(path)
        for prefix in (self._prefix, self._real_prefix):
            if prefix is not None and folded.startswith(os.path.normcase(prefix)):
                return self._prefix + path[len(prefix) :]
        return None

    def _interpreter_folders(self):
        """Where Python itself lies, as prefixes, as far as that is inside the project."""
        import sys

        places = {sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(os.__file__)}
        inside = (self._inside(place) for place in places)
        return tuple(place + os.sep for place in inside if place is not None)


def audit_hook(record: ProjectFiles):
    """A hook for `sys.addaudithook`. It sees every event of the process, so it is short."""
    opened = record.opened

    def hook(event, args):
        try:
            if event == "open":
                opened(*args)
            elif event == "os.rename":
                record.renamed(args[0], args[1])
            elif event == "sqlite3.connect":
                _database(record, args[0])
        except Exception:  # an exception here would become the script's
            pass

    return hook


def _database(record: ProjectFiles, name) -> None:
    # A database that was there is an input; whether it is also changed cannot be seen.
    name = os.fsdecode(name)
    if name.startswith("file:"):
        name = name[5:].split("?", 1)[0]
    if name and not name.startswith(":"):
        there = os.path.exists(name) and os.path.getsize(name) > 0
        record.used(name, there, not there)


def _is_temporary(name: str) -> bool:
    if name.endswith(_TEMPORARY) or name.startswith(_TEMPORARY_STARTS):
        return True
    # tempfile's own names: `tmp` and eight letters, digits or underscores.
    return len(name) == 11 and name.startswith("tmp") and name[3:].replace("_", "a").isalnum()


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False
