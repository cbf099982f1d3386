"""Records metrics, parameters, tags and artifacts of the run that this process belongs to.

    import trackline

    trackline.log(step=epoch, loss=loss, accuracy=accuracy)

Nothing has to be set up, started or closed. What a call was given has left the process when it
returns, so that it is kept even if the process is killed. Outside a run that Trackline launched
every call checks its arguments and does nothing else. No call raises an exception: what cannot be
recorded is told once on stderr, and the training goes on. Threads and several processes may log at
the same time; each process counts steps of its own.
"""

import math
import os
import sys
import time
from typing import Any, Dict, Mapping, Optional, Union

from _trackline import events

__all__ = ["artifact", "log", "param", "params", "tag"]

_told = set()  # what was already said on stderr
_quoted: Dict[str, str] = {}  # metric name → its JSON, with the colon
_next_step: Dict[str, Any] = {}  # metric name → the step of its next value, when none is given
_NAMES_LIMIT = 100000  # names kept in the two above


def log(
    metrics: Optional[Mapping[str, Any]] = None,
    /,
    step: Optional[Union[int, float]] = None,
    **named: Any,
) -> None:
    """Records one value for each named metric.

    A value is a number: Python's, NumPy's, or a tensor of one element; NaN and infinities are
    kept. Without `step` each metric goes on from its own last step, starting at 0.

        trackline.log(step=3, loss=0.25)
        trackline.log({"val/loss": 0.3}, step=3)
    """
    try:
        if metrics is not None:
            named = {**metrics, **named}
        if step is not None and type(step) is not int:
            step = _step(step)
        if step is None:
            _log_counted(named)
            return
        parts = []
        after = step + 1
        for name, value in named.items():
            value = value if type(value) is float else _number(name, value)
            if value is None:
                continue
            parts.append((_quoted.get(name) or _quote_name(name)) + _json_number(value))
            _next_step[name] = after
        _write_metrics(step, parts)
    except Exception as error:  # never a reason for a training to stop
        _tell("log", "Metrics were not recorded: %s." % error)


def param(**values: Any) -> None:
    """Records parameters, as text: `trackline.param(lr=0.1, optimizer="adam")`."""
    params(values)


def params(values: Mapping[str, Any]) -> None:
    """Records the parameters of a mapping, as text: `trackline.params(vars(args))`."""
    _record_texts("param", values)


def tag(values: Optional[Mapping[str, Any]] = None, /, **named: Any) -> None:
    """Sets tags of the run, as text: `trackline.tag(dataset="iris")`."""
    try:
        _record_texts("tag", {**(values or {}), **named})
    except Exception as error:
        _tell("tag", "Tags were not recorded: %s." % error)


def artifact(path: Union[str, "os.PathLike[str]"], to: Optional[str] = None) -> None:
    """Keeps a file or a folder with the run.

    It is copied soon after the call. `to` is a folder among the run's artifacts, such as `plots`;
    without it the file lies at their top.
    """
    try:
        full = os.path.abspath(os.fsdecode(path))
        if not os.path.exists(full):
            _tell("artifact " + full, "There is no file %s to keep as an artifact." % full)
            return
        line = '{"e":"artifact","path":%s' % events.quote(full)
        if to is not None:
            folder = str(to).replace("\\", "/").strip("/")
            if ".." in folder.split("/"):
                _tell("artifact to " + folder, "Artifacts cannot be kept in %s." % folder)
                return
            line += ',"to":%s' % events.quote(folder)
        _write(line + "}\n")
    except Exception as error:
        _tell("artifact", "An artifact was not recorded: %s." % error)


def _log_counted(named: Mapping[str, Any]) -> None:
    by_step: Dict[Any, list] = {}
    for name, value in named.items():
        number = _number(name, value)
        if number is None:
            continue
        text = (_quoted.get(name) or _quote_name(name)) + _json_number(number)
        step = _next_step.get(name, 0)
        _next_step[name] = step + 1
        by_step.setdefault(step, []).append(text)
    for step, parts in by_step.items():
        _write_metrics(step, parts)


def _write_metrics(step: Any, parts: list) -> None:
    if parts and events.directory is not None:
        now = time.time_ns() // 1000000
        _write('{"e":"metric","t":%d,"step":%s,"k":{%s}}\n' % (now, step, ",".join(parts)))


def _json_number(value: float) -> str:
    if value - value == 0.0:  # false for NaN and the infinities
        return repr(value)
    return '"NaN"' if value != value else '"Infinity"' if value > 0 else '"-Infinity"'


def _quote_name(name: Any) -> str:
    text = events.quote(str(name)) + ":"
    if len(_quoted) >= _NAMES_LIMIT:
        _quoted.clear()
        _next_step.clear()
    _quoted[name] = text
    return text


def _number(name: Any, value: Any) -> Optional[float]:
    """The value as a float, or None after telling that it is none."""
    number = _as_float(value)
    if number is None:
        told = "Metric %r was not recorded: %s is not a number." % (name, _short(value))
        _tell("metric %s" % name, told)
    return number


def _as_float(value: Any) -> Optional[float]:
    try:
        if type(value) is int:
            return float(value)
        if not isinstance(value, (str, bytes, bytearray, complex)):
            item = getattr(value, "item", None)  # of NumPy, PyTorch, JAX, TensorFlow
            return float(value if item is None else item())
    except Exception:  # too large, of several elements, or no number at all
        pass
    return None


def _step(step: Any) -> Any:
    """A step as a plain int or float, or None after telling that it is neither."""
    number = _as_float(step)
    if number is not None and math.isfinite(number):
        return int(number) if number == int(number) else number
    _tell("step", "The step %s was left out: it is not a finite number." % _short(step))
    return None


def _record_texts(kind: str, values: Mapping[str, Any]) -> None:
    try:
        texts = {str(name): str(value) for name, value in values.items()}
        if texts:
            _write('{"e":"%s","k":%s}\n' % (kind, events.text_map(texts)))
    except Exception as error:
        _tell(kind, "A %s was not recorded: %s." % (kind, error))


def _write(line: str) -> None:
    if events.directory is None:
        return
    try:
        events.write(line)
    except OSError as error:
        _tell("write", "Values are not being recorded: %s." % error)


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    if len(text) > 60:
        text = text[:57] + "..."
    return "%s (%s)" % (text, type(value).__name__)


def _tell(about: str, sentence: str) -> None:
    """One line on stderr, once for each thing it is about."""
    if about in _told or len(_told) >= 100:
        return
    _told.add(about)
    try:
        sys.stderr.write("trackline: %s This is said once.\n" % sentence)
    except Exception:  # stderr is closed
        pass
