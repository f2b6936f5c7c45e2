"""Progress for a person: one line per step, with its seconds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Steps:
    """Numbers the steps and times them, and the whole."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._begun = total, 0, time.perf_counter()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """The line stands while the step runs, so that a slow one can be seen."""
        self._done += 1
        begun = time.perf_counter()
        print(f"[{self._done}/{self._total}] {what} … ", end="", flush=True)
        try:
            yield
        except BaseException:
            print("failed", flush=True)
            raise
        print(f"{time.perf_counter() - begun:.1f} s", flush=True)

    @property
    def seconds(self) -> float:
        """Since the first line."""
        return time.perf_counter() - self._begun
