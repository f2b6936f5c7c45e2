"""What volunteers say of themselves, put where it is kept."""

from sqlalchemy import select
from sqlmodel import col

from services.volunteering.models import Consent
from tests.points.world import ident
from tests.volunteering.house import House


async def stops_sharing(house: House, key: str, community: str) -> None:
    """Withdraw somebody's consent to a community."""
    async with house.database.write() as session:
        query = select(Consent).where(
            col(Consent.person_id) == ident(key), col(Consent.community_id) == ident(community)
        )
        row: Consent = (await session.execute(query)).scalar_one()
        row.withdrawn_at = house.watch.at
