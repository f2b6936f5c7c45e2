"""The garbage collector of a process that serves: it does not walk through the code again and again.

What is there after the start stays for good. Walking through it at every full collection paused all requests for up
to a tenth of a second (`docs/performance.md`).
"""

import gc

_FRESH_OBJECTS = 20_000


def settle() -> None:
    """Set aside all that is loaded; collect what comes afterwards less often than by default."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_FRESH_OBJECTS, 10, 10)
