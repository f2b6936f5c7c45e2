"""What a record sheet says as an Open Badges 3.0 credential, with the community's endorsement inside.

It says as little as serves: the volunteer's number, which stands in for every other (MZ/T 061-2015), a masked name,
the days and whole minutes. A hash of the number would hide nothing, there being so few numbers. Minutes are a result
as text, since the credits of Open Badges are floats.
Source: Open Badges 3.0, context 3.0.3; errata 1.6 (`endorsementJwt`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from .record_sheets import heading

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose key it is: did:key and the organisation's name."""

    did: str
    name: str


@dataclass(frozen=True, slots=True)
class Served:
    """What is certified. `status_list` is the address of the list in which `status_index` tells withdrawal."""

    sheet_id: UUID
    number: str
    volunteer_number: str
    masked_name: str
    from_on: date
    until_on: date
    minutes: int
    records: int
    recording_body: str | None
    status_list: str
    status_index: int


def endorsement(served: Served, community: Signer, at: datetime) -> dict[str, Any]:
    """The community's word: these hours were served, and its officer has confirmed them."""
    sheet = served.sheet_id.urn
    return {
        "@context": CONTEXT,
        "id": f"{sheet}#endorsement",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": f"社区确认 {served.number}",
        "issuer": _profile(community),
        "validFrom": _instant(at),
        "credentialSubject": {
            "id": sheet,
            "type": ["EndorsementSubject"],
            "endorsementComment": f"本社区已确认{served.records}条服务记录,共{served.minutes}分钟。",
        },
        **_claims(f"{sheet}#endorsement", community, sheet, at),
    }


def credential(served: Served, branch: Signer, endorsement_jwt: str, at: datetime) -> dict[str, Any]:
    """The sheet itself, as the branch signs it."""
    sheet = served.sheet_id.urn
    return {
        "@context": CONTEXT,
        "id": sheet,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{heading(served.recording_body)[0]} {served.number}",
        "issuer": _profile(branch),
        "validFrom": _instant(at),
        "credentialSubject": _subject(served),
        "endorsementJwt": [endorsement_jwt],
        "credentialStatus": {
            "id": f"{served.status_list}#{served.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(served.status_index),
            "statusListCredential": served.status_list,
        },
        **_claims(sheet, branch, f"{sheet}#volunteer", at),
    }


def _subject(served: Served) -> dict[str, Any]:
    sheet = served.sheet_id.urn
    return {
        "id": f"{sheet}#volunteer",
        "type": ["AchievementSubject"],
        "identifier": [
            _identity("identifier", served.volunteer_number),
            _identity("name", served.masked_name),
        ],
        "achievement": {
            "id": f"{sheet}#service",
            "type": ["Achievement"],
            "achievementType": "CommunityService",
            "name": "社区志愿服务时长",
            "description": f"{served.from_on}至{served.until_on}的社区志愿服务。",
            "criteria": {"narrative": "社区与党支部双方确认,并经公示。"},
            "resultDescription": [
                {
                    "id": f"{sheet}#minutes",
                    "type": ["ResultDescription"],
                    "name": "分钟",
                    "resultType": "ext:ServiceMinutes",
                }
            ],
        },
        "result": [
            {"type": ["Result"], "resultDescription": f"{sheet}#minutes", "value": str(served.minutes)}
        ],
    }


def status_list(address: str, encoded: str, branch: Signer, at: datetime, until: datetime) -> dict[str, Any]:
    """Which sheets of one key no longer hold (Bitstring Status List v1.0); good until a new one is fetched."""
    return {
        "@context": CONTEXT[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": branch.did,
        "validFrom": _instant(at),
        "validUntil": _instant(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
        **_claims(address, branch, f"{address}#list", at),
        "exp": int(until.timestamp()),
    }


def _profile(signer: Signer) -> dict[str, Any]:
    return {"id": signer.did, "type": ["Profile"], "name": signer.name}


def _identity(kind: str, value: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def _claims(credential_id: str, signer: Signer, subject: str, at: datetime) -> dict[str, Any]:
    return {"iss": signer.did, "jti": credential_id, "sub": subject, "nbf": int(at.timestamp())}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
