"""The folder `var/`: databases, files and secrets that the suite makes here. Only the standard library."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

_SECRETS: dict[str, Callable[[], str]] = {
    "service_key": lambda: secrets.token_urlsafe(48),
    "cursor_key": lambda: secrets.token_urlsafe(48),
    "field_keys": lambda: secrets.token_hex(32),
}
_STAYS = frozenset({".lock", "bench", "practice"})


class CannotStart(Exception):
    """What stands in the way, in one sentence with its cure."""


class Var:
    """One folder, used by one launcher at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._demo = self.folder / "demo.json"
        self._clock = self.folder / "clock.json"

    def database(self, service: str) -> Path:
        """The SQLite file of a service."""
        return self.folder / f"{service}.sqlite"

    def url(self, service: str) -> str:
        """The same as an address."""
        return f"sqlite+aiosqlite:///{self.database(service)}"

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The folder exists, can be written, and nobody else starts from it. Raises CannotStart."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            held = (self.folder / ".lock").open("w", encoding="ascii")
        except OSError as error:
            message = (
                f"Siyou keeps its data in {self.folder}, but it cannot be written ({error.strerror}): "
                "make it writable, or name another folder with SIYOU_VAR."
            )
            raise CannotStart(message) from error
        with held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                message = (
                    f"Another ./run is using {self.folder}: stop it first, "
                    "or name another folder with SIYOU_VAR."
                )
                raise CannotStart(message) from error
            yield

    def contents(self) -> list[str]:
        """What a reset removes; measurements (`bench/`) and what was practised (`practice/`) stay."""
        if not self.folder.is_dir():
            return []
        return sorted(entry.name for entry in self.folder.iterdir() if entry.name not in _STAYS)

    def clear(self) -> None:
        """Start over."""
        for name in self.contents():
            entry = self.folder / name
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def secrets(self) -> dict[str, str]:
        """`service_key`, `cursor_key` and `field_keys`, made when first wanted, readable by their owner only."""
        file = self.folder / "secrets.json"
        found: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if found.keys() >= _SECRETS.keys():
            return found
        made = {name: make() for name, make in _SECRETS.items()} | found
        fresh = file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(made, out, indent=1)
        fresh.rename(file)
        return made

    def demo(self) -> dict[str, Any] | None:
        """What was furnished here, or None."""
        if not self._demo.exists():
            return None
        found: dict[str, Any] = json.loads(self._demo.read_text(encoding="utf-8"))
        return found

    def keep_demo(self, told: dict[str, Any]) -> None:
        """Remember who can sign in, so that the next start need not ask."""
        _write(self._demo, told)

    def ahead(self) -> timedelta | None:
        """By how much the practice clock was ahead of the real one when it was last set, or None."""
        if not self._clock.exists():
            return None
        return timedelta(seconds=json.loads(self._clock.read_text(encoding="utf-8"))["ahead_seconds"])

    def keep_ahead(self, ahead: timedelta) -> None:
        """Remember it, so that time never goes back in what was practised."""
        _write(self._clock, {"ahead_seconds": ahead.total_seconds()})


def _write(file: Path, content: dict[str, Any]) -> None:
    """All of it or nothing."""
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.rename(file)
