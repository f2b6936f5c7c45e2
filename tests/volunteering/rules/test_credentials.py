"""A credential verifies in foreign hands with the network off, and no leaf of it can be altered unnoticed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3Verifier, verify_endorsement_jwt

from services.volunteering.rules.credentials import Served, Signer, credential, endorsement
from shared.auth.credentials import (
    CredentialInvalid,
    did_of,
    new_credential_key,
    sign_credential,
    verify_credential,
)
from shared.ids import named_id
from tests.support.forgery import b64, opened
from tests.volunteering.sheets import no_network

AT = datetime(2026, 6, 30, 4, tzinfo=UTC)
SERVED = Served(
    sheet_id=named_id("sheet"),
    number="FW2026-000012",
    volunteer_number="V0000001",
    masked_name="王**",
    from_on=date(2026, 1, 1),
    until_on=date(2026, 6, 30),
    minutes=630,
    records=4,
    recording_body=None,
    status_list="https://siyou.test/v1/status-lists/1",
    status_index=7,
)
KEY, COMMUNITY_KEY = new_credential_key(), new_credential_key()
BRANCH, COMMUNITY = Signer(did_of(KEY), "动力车间党支部"), Signer(did_of(COMMUNITY_KEY), "白果社区")
ENDORSED = sign_credential(endorsement(SERVED, COMMUNITY, AT), COMMUNITY_KEY)
GOOD = sign_credential(credential(SERVED, BRANCH, ENDORSED, AT), KEY)
_, PAYLOAD = opened(GOOD)
_, ENDORSED_PAYLOAD = opened(ENDORSED)

Path = tuple[str | int, ...]


def leaves(node: Any, path: Path = ()) -> Iterator[Path]:
    """The way to every leaf."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if inside is None:
        yield path
        return
    for key, value in inside:
        yield from leaves(value, (*path, key))


def altered(node: Any, path: Path) -> Any:
    """The same with another value at the end of the way."""
    if not path:
        if isinstance(node, bool):
            return not node
        return node + 1 if isinstance(node, int) else f"{node}0"
    copy = node.copy()
    copy[path[0]] = altered(node[path[0]], path[1:])
    return copy


def swapped(token: str, payload: dict[str, Any]) -> str:
    """The token with another payload under the old signature."""
    header, _, signature = token.split(".")
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{header}.{b64(body)}.{signature}"


def named(path: Path) -> str:
    return ".".join(map(str, path))


every_leaf = pytest.mark.parametrize("path", list(leaves(PAYLOAD)), ids=named)
every_endorsed_leaf = pytest.mark.parametrize("path", list(leaves(ENDORSED_PAYLOAD)), ids=named)


def foreign(token: str) -> Any:
    """What openbadgeslib makes of a credential of the branch, by nothing but its did:key."""
    with no_network():
        return OB3Verifier.for_issuer_did(BRANCH.did).verify(token)


class TestInForeignHands:
    def test_it_verifies_with_the_network_off(self) -> None:
        found = foreign(GOOD)
        assert (found.id, found.issuer.id, found.issuer.name) == (
            SERVED.sheet_id.urn,
            BRANCH.did,
            "动力车间党支部",
        )
        assert [(each.value, each.result_description) for each in found.results] == [
            ("630", f"{SERVED.sheet_id.urn}#minutes")
        ]

    def test_the_endorsement_inside_verifies_by_the_communitys_own_key(self) -> None:
        with no_network():
            (inside,) = PAYLOAD["endorsementJwt"]
            found = verify_endorsement_jwt(inside)
        assert found == {
            "id": f"{SERVED.sheet_id.urn}#endorsement",
            "issuer": COMMUNITY.did,
            "endorses": SERVED.sheet_id.urn,
            "comment": "本社区已确认4条服务记录,共630分钟。",
        }

    def test_the_network_is_really_off(self) -> None:
        with no_network(), pytest.raises(LibOpenBadgesException):
            OB3Verifier.for_issuer_did("did:web:siyou.test")

    @every_leaf
    def test_every_altered_leaf_is_caught(self, path: Path) -> None:
        with pytest.raises(LibOpenBadgesException):
            foreign(swapped(GOOD, altered(PAYLOAD, path)))

    @every_endorsed_leaf
    def test_every_altered_leaf_of_the_endorsement_is_caught(self, path: Path) -> None:
        with no_network(), pytest.raises(LibOpenBadgesException):
            verify_endorsement_jwt(swapped(ENDORSED, altered(ENDORSED_PAYLOAD, path)))

    def test_anothers_key_is_caught(self) -> None:
        with pytest.raises(LibOpenBadgesException):
            foreign(sign_credential(PAYLOAD, COMMUNITY_KEY))


class TestInOurs:
    def test_it_verifies(self) -> None:
        assert verify_credential(GOOD, issuer=BRANCH.did) == PAYLOAD

    @every_leaf
    def test_every_altered_leaf_is_caught(self, path: Path) -> None:
        with pytest.raises(CredentialInvalid):
            verify_credential(swapped(GOOD, altered(PAYLOAD, path)), issuer=BRANCH.did)


class TestWhatItSays:
    def test_it_holds_no_float_no_whole_name_and_no_id_of_a_person(self) -> None:
        values = [_value(PAYLOAD, path) for path in leaves(PAYLOAD)]
        assert [value for value in values if isinstance(value, float)] == []
        assert PAYLOAD["credentialSubject"]["identifier"] == [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "V0000001",
                "identityType": "identifier",
            },
            {"type": "IdentityObject", "hashed": False, "identityHash": "王**", "identityType": "name"},
        ]

    def test_claims_repeat_what_the_credential_says(self) -> None:
        """Open Badges 3.0 §8.2.4.1: issuer, id, subject and beginning stand in the claims too."""
        assert PAYLOAD["iss"] == PAYLOAD["issuer"]["id"]
        assert PAYLOAD["jti"] == PAYLOAD["id"]
        assert PAYLOAD["sub"] == PAYLOAD["credentialSubject"]["id"]
        assert (
            datetime.fromtimestamp(PAYLOAD["nbf"], UTC) == datetime.fromisoformat(PAYLOAD["validFrom"]) == AT
        )

    def test_without_a_recording_body_nothing_in_it_speaks_of_a_certificate(self) -> None:
        told = json.dumps([PAYLOAD, ENDORSED_PAYLOAD], ensure_ascii=False)
        assert [word for word in ("证明", "证书", "ertificate") if word in told] == []
        assert PAYLOAD["name"] == "内部服务记录单 FW2026-000012"

    def test_with_one_it_says_so(self) -> None:
        told = credential(replace(SERVED, recording_body="什邡市志愿者协会"), BRANCH, ENDORSED, AT)
        assert told["name"] == "志愿服务记录证明 FW2026-000012"


def _value(node: Any, path: Path) -> Any:
    for key in path:
        node = node[key]
    return node
