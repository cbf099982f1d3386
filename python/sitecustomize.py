"""Found by a launched Python through PYTHONPATH: starts the recording of this process.

Whatever `sitecustomize` the interpreter would have found without this one (Debian and conda ship
one) is imported in its place and takes its name, and what it raises reaches `site` unchanged.
This file alone must be readable by every Python since 2.7, since PYTHONPATH reaches them all.
"""
import os
import sys

_folder = os.path.dirname(os.path.abspath(__file__))
_self = sys.modules.pop("sitecustomize", None)  # kept referenced while it runs
sys.path[:] = [entry for entry in sys.path if os.path.normcase(entry) != os.path.normcase(_folder)]
try:
    import sitecustomize  # the next one; none is an ImportError that `site` expects
finally:
    # Last, so that a package of the user's that is called `trackline` wins over the helper.
    sys.path.append(_folder)
    if os.environ.get("TRACKLINE_EVENTS_DIR") and sys.version_info >= (3, 8):
        try:
            from _trackline import start

            start.begin()
        except Exception:  # recording must never be a reason for a script to fail
            pass
