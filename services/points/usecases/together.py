"""Posts that are written together, with all that goes with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .posting import Post


@dataclass(frozen=True, slots=True)
class Together:
    """What is written in one go.

    Each of `kept` is an idempotency row; its body is `before`, the number of the entry `n` if there is one, `after`.
    """

    posts: Sequence[Post]
    kept: Sequence[dict[str, Any]]
    audits: Sequence[dict[str, Any]]

    @classmethod
    def of(cls, posts: Sequence[Post]) -> "Together":
        """Single posts, each with its own key."""
        kept = [each.remember.row(n, each.values) for n, each in enumerate(posts) if each.remember]
        return cls(posts, kept, [each.audit for each in posts if each.audit])

    @property
    def notes(self) -> list[dict[str, Any]]:
        """The words that came with the posts."""
        return [
            {"entry_id": each.values["id"], "text": each.note} for each in self.posts if each.note is not None
        ]
