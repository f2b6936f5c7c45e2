"""What was taken out as national record, for whoever may take it out."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlmodel import col

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import NationalExport


def visible(grants: Sequence[Grant]) -> Select[NationalExport]:
    """Those of the own branch."""
    return select(NationalExport).where(fence(grants, branch=col(NationalExport.branch_id)))
