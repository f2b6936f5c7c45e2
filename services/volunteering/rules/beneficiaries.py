"""Beneficiaries: under a pseudonym, by a guardian's word, and nobody's relative. Source: Charity Law art. 59, 82."""

from collections.abc import Iterable
from uuid import UUID

from shared.errors import Conflict, Missing

from ..models import Beneficiary


class BeneficiaryMissing(Missing):
    """No such beneficiary, or not for you."""

    zh, en = "没有这名受助人", "No such beneficiary"


class PseudonymTaken(Conflict):
    """The drive has a beneficiary of this pseudonym."""

    zh, en = "该捐助已有相同的化名", "The drive has a beneficiary of this pseudonym"


class PhotoConsentMissing(Conflict):
    """No photo shows a child whose guardian has not consented to it."""

    zh, en = (
        "照片中的受助人未经监护人同意",
        "A photo shows a beneficiary whose guardian has not consented",
    )
    detail_zh, detail_en = "{pseudonym}", "{pseudonym}"


def pictured(found: Iterable[Beneficiary], asked: Iterable[UUID]) -> None:
    """Raises BeneficiaryMissing, PhotoConsentMissing."""
    known = {each.id: each for each in found}
    for beneficiary_id in asked:
        if beneficiary_id not in known:
            raise BeneficiaryMissing
        if known[beneficiary_id].photo_consent_ref is None:
            raise PhotoConsentMissing(pseudonym=known[beneficiary_id].pseudonym)
