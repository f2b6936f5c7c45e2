"""Trees kept as paths: the ids from the root down, `/<id>/<id>/`."""

from uuid import UUID


def path_below(parent_path: str | None, own_id: UUID) -> str:
    """The path of a node below this parent, or of a root."""
    return f"{parent_path or '/'}{own_id}/"
