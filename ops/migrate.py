"""Bring one service's database to the newest schema, as its owner: `python -m ops.migrate points`."""

import sys

import suite
from shared import migrations
from shared.settings import SuiteSettings


def main(words: list[str]) -> int:
    """Exit code: 0 done, 2 wrongly called."""
    names = [each.name for each in suite.SERVICES]
    if len(words) != 1 or words[0] not in names:
        print(f"Name one service: python -m ops.migrate {{{','.join(names)}}}", file=sys.stderr)
        return 2
    settings = SuiteSettings()
    url = settings.migration_database_url or settings.database_url
    if not url:
        print("Set SIYOU_MIGRATION_DATABASE_URL (or SIYOU_DATABASE_URL) to the database.", file=sys.stderr)
        return 2
    migrations.upgrade(url, suite.service(words[0]).folder / "migrations")
    print(f"{words[0]}: the database has the newest schema")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
