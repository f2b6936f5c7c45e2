"""PostgreSQL's own pgbench, as the other side of a ratio."""

import re
import subprocess
from pathlib import Path

from tests.support.postgres import Postgres

_TPS = re.compile(r"tps = ([0-9.]+) \(without")


def pgbench(server: Postgres, database: str, script: str, *, clients: int, seconds: float) -> float:
    """Transactions per second. Raises RuntimeError if any failed."""
    file = Path(server.folder) / "script.sql"
    file.write_text(script)
    words = [str(server.programs / "pgbench"), "-h", str(server.folder), "-U", "postgres", "-n"]
    words += ["-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(round(seconds)), "-f", str(file)]
    done = subprocess.run([*words, database], capture_output=True, text=True, check=False)
    found = _TPS.search(done.stdout)
    if done.returncode or found is None:
        message = f"pgbench failed: {done.stderr[:600]}"
        raise RuntimeError(message)
    return float(found[1])
