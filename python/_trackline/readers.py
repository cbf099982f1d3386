"""Wrapping of functions and classes that open files natively. Loaded with the first such module."""
import functools
import os

_MANY = 1000  # paths of one call that are looked at one by one


def wrap(module, target, record) -> None:
    """Makes one entry of `imports.TARGETS` tell `record` of its path before it runs."""
    what, parameter, position, how = target
    owner_name, _, method = what.rpartition(".")
    owner = getattr(module, owner_name, None) if owner_name else module
    original = None if owner is None else vars(owner).get(method)
    if original is None or not callable(original):
        return
    shift = 1 if owner_name else 0  # `self`
    note = _note(record, parameter, position + shift, how, shift)
    if isinstance(original, type):
        setattr(owner, method, _watched_class(original, note))
    else:
        setattr(owner, method, _watched_function(original, note))


def _watched_function(original, note):
    @functools.wraps(original)
    def watched(*args, **named):
        note(args, named)
        return original(*args, **named)

    return watched


def _watched_class(original, note):
    """Stands for a native class, whose constructor cannot be replaced; makes the real thing."""

    class Watched(type):
        def __call__(cls, *args, **named):
            note(args, named)
            return original(*args, **named)

        def __instancecheck__(cls, instance):
            return isinstance(instance, original)

        def __subclasscheck__(cls, other):
            return issubclass(other, original)

        def __getattr__(cls, name):
            return getattr(original, name)

    about = {
        "__doc__": original.__doc__,
        "__module__": original.__module__,
        "__qualname__": original.__qualname__,
        "__wrapped__": original,
    }
    return Watched(original.__name__, (), about)


def _note(record, parameter: str, position: int, how, shift: int):
    """Finds the path among a call's arguments and tells of it, and never fails."""

    def note(args, named) -> None:
        try:
            path = named.get(parameter) if parameter in named else args[position]
            if how == "folder":
                record.filled(path)
                return
            reads, writes = how == "r", how == "w"
            if not isinstance(how, str):
                name, place = how[0], how[1] + shift
                mode = named[name] if name in named else args[place] if len(args) > place else "r"
                reads, writes = _accesses(mode or "r", path)
            _tell(record, path, reads, writes)
        except Exception:  # an argument that is no path, or none at all
            pass

    return note


def _accesses(mode: str, path):
    """What an open mode does; HDF5 adds `a` and `r+`, which read what is there."""
    there = isinstance(path, (str, os.PathLike)) and os.path.exists(path)
    keeps = "r" in mode or (mode.startswith("a") and there)
    return keeps, mode not in ("r", "rb")


def _tell(record, path, reads: bool, writes: bool) -> None:
    if isinstance(path, (list, tuple)):
        for one in path[:_MANY]:
            _tell(record, one, reads, writes)
        return
    if not isinstance(path, (str, bytes, os.PathLike)):
        return
    path = os.fsdecode(path)
    if "://" in path or "\n" in path:
        if not path.startswith("file://"):
            return
        path = path[7:]
    if reads and not os.path.exists(path):
        # `data.csv?format=csv` is how XGBoost says a format; stars are for polars and DuckDB.
        if any(sign in path for sign in "*[") or "?" in path:
            _tell_pattern(record, path)
        return
    record.used(path, reads, writes)


def _tell_pattern(record, pattern: str) -> None:
    import glob
    import itertools

    if os.path.exists(pattern.partition("?")[0]):
        record.used(pattern.partition("?")[0], True, False)
        return
    for path in itertools.islice(glob.iglob(pattern, recursive=True), _MANY):
        record.used(path, True, False)
