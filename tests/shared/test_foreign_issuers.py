"""The factory's own issuer lets its people in, and a token of its that is not quite right opens nothing."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from pydantic import ValidationError
from sqlalchemy import text

from shared.auth.foreign import Gates, keys_of
from shared.auth.issuers import ForeignIssuer, KnownBy, digest_of
from shared.db import Database, connect
from shared.errors import Busy, TokenInvalid
from shared.ids import named_id
from shared.roster_facts import HEARD
from shared.settings import SuiteSettings
from tests.support.issuer import NOON
from tests.support.people import a_member

SSO = "https://sso.factory.test/realms/staff"
WANG, HR, BRANCH = named_id("wang"), named_id("hr"), named_id("branch")
ISSUER = ForeignIssuer(issuer=SSO, audience="urn:siyou", person_claim="employee_number")
KEY = ECKey.generate_key("P-256", {"kid": "sso-1", "use": "sig", "alg": "ES256"}, private=True)


def a_token(key: Any = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """What the factory's issuer gives Wang."""
    at = int(NOON.timestamp())
    told = {
        "iss": SSO,
        "aud": ["account", "urn:siyou"],
        "sub": "8f3b",
        "iat": at,
        "exp": at + 300,
        "client_id": "frontend",
        "scope": "openid siyou",
        "employee_number": "RC2001",
    } | claims
    given = {"alg": "ES256", "typ": "at+jwt", "kid": "sso-1"} | (header or {})
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(given, told, key, algorithms=["ES256", "HS256", "RS256"])


async def the_keys() -> list[dict[str, Any]]:
    return [dict(KEY.as_dict(private=False))]


@pytest.fixture
async def database(migrated: Callable[[str | Path], str], anyio_backend: str) -> AsyncIterator[Database]:
    """A service that has heard of Wang and of HR's machine."""
    del anyio_backend
    opened = connect(migrated(Path(__file__).parent / "notes" / "migrations"))
    told = [
        a_member(WANG, branch=BRANCH, identities=[digest_of(KnownBy.EMPLOYEE_NO, "RC2001")]),
        a_member(HR, branch=BRANCH, identities=[digest_of(KnownBy.CLIENT_ID, "siyou-hr")]),
    ]
    async with opened.write() as session:
        for data in told:
            await HEARD["member.changed"](session, data)
    yield opened
    await opened.close()


@pytest.fixture
def gates(database: Database) -> Gates:
    return Gates(None, [ISSUER], database, {SSO: the_keys})


ONE_DATABASE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@ONE_DATABASE
class TestAdmission:
    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": f"{SSO}/"},
            {"iss": "https://elsewhere.test"},
            {"aud": "siyou"},
            {"aud": ["account"]},
            {"aud": None},
            {"exp": None},
            {"exp": int(NOON.timestamp()) - 61},
            {"nbf": int(NOON.timestamp()) + 120},
            {"iat": int(NOON.timestamp()) + 120},
            {"sub": None},
            {"employee_number": None},
            {"employee_number": ["RC2001"]},
            {"employee_number": "RC9999"},
        ],
    )
    async def test_a_claim_that_is_not_as_asked_opens_nothing(
        self, gates: Gates, claims: dict[str, Any]
    ) -> None:
        with pytest.raises(TokenInvalid):
            await gates.admit(a_token(**claims), NOON)

    @pytest.mark.parametrize(
        "header",
        [{"typ": "JWT"}, {"typ": None}, {"jku": "https://x.test"}, {"crit": ["x"]}, {"kid": "other"}],
    )
    async def test_a_header_that_is_not_as_asked_opens_nothing(
        self, gates: Gates, header: dict[str, Any]
    ) -> None:
        with pytest.raises(TokenInvalid):
            await gates.admit(_signed_anyhow(header), NOON)

    async def test_a_key_of_another_kind_opens_nothing(self, gates: Gates) -> None:
        public = json.dumps(KEY.as_dict(private=False)).encode()
        for key, name in ((RSAKey.generate_key(2048), "RS256"), (OctKey.import_key(public), "HS256")):
            with pytest.raises(TokenInvalid):
                await gates.admit(a_token(key, {"alg": name}), NOON)

    async def test_what_is_no_token_opens_nothing(self, gates: Gates) -> None:
        for word in ("", "a", "a.b.c", "." * 5000, f"{a_token()}x"):
            with pytest.raises(TokenInvalid):
                await gates.admit(word, NOON)

    async def test_our_own_issuer_is_shut_when_it_is_off(self, gates: Gates) -> None:
        with pytest.raises(TokenInvalid):
            await gates.admit(a_token(iss="http://127.0.0.1:8000"), NOON)

    async def test_wang_is_let_in_by_the_number_that_the_factory_knows(self, gates: Gates) -> None:
        admitted = await gates.admit(a_token(), NOON)
        assert (admitted.subject_id, admitted.client_id, admitted.is_client) == (WANG, "frontend", False)

    async def test_a_machine_is_let_in_by_its_client_id(self, gates: Gates) -> None:
        admitted = await gates.admit(a_token(sub="siyou-hr", client_id="siyou-hr"), NOON)
        assert (admitted.subject_id, admitted.is_client) == (HR, True)

    async def test_a_person_is_no_machine_whatever_the_claim_says(self, gates: Gates) -> None:
        with pytest.raises(TokenInvalid):
            await gates.admit(a_token(employee_number="siyou-hr"), NOON)

    async def test_who_has_left_is_known_no_longer(self, gates: Gates, database: Database) -> None:
        gone = a_member(WANG, branch=BRANCH, version=2, active=False)
        async with database.write() as session:
            await HEARD["member.changed"](session, gone)
        with pytest.raises(TokenInvalid):
            await gates.admit(a_token(), NOON)

    async def test_a_number_that_two_have_opens_nothing(self, gates: Gates, database: Database) -> None:
        other = a_member(named_id("li"), branch=BRANCH, identities=[digest_of(KnownBy.EMPLOYEE_NO, "RC2001")])
        async with database.write() as session:
            await HEARD["member.changed"](session, other)
        with pytest.raises(TokenInvalid):
            await gates.admit(a_token(), NOON)

    async def test_no_name_can_be_read_from_what_is_kept(self, database: Database) -> None:
        async with database.read() as view:
            kept = (await view.execute(text("SELECT digest FROM roster_identity"))).scalars().all()
        assert len(kept) == 2
        assert not any("RC2001" in each or "hr" in each for each in kept)


def _signed_anyhow(header: dict[str, Any]) -> str:
    """Also with a header that a well-behaved library would not write."""
    from base64 import urlsafe_b64encode  # noqa: PLC0415

    from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    def part(content: bytes) -> str:
        return urlsafe_b64encode(content).rstrip(b"=").decode()

    given = {"alg": "ES256", "typ": "at+jwt", "kid": "sso-1"} | header
    given = {name: value for name, value in given.items() if value is not None}
    signed = f"{part(json.dumps(given).encode())}.{a_token().split('.')[1]}"
    private = KEY.private_key
    assert private is not None
    r, s = utils.decode_dss_signature(private.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"{signed}.{part(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


class TestDiscovery:
    async def test_the_keys_are_found_where_the_document_says(self) -> None:
        asked: list[str] = []
        async with _answering({"issuer": SSO, "jwks_uri": f"{SSO}/certs"}, asked) as transport:
            found = await keys_of(ISSUER, transport)()
        assert [key["kid"] for key in found] == ["sso-1"]
        assert asked == [f"{SSO}/.well-known/openid-configuration", f"{SSO}/certs"]

    @pytest.mark.parametrize(
        "document",
        [
            {"issuer": "https://elsewhere.test", "jwks_uri": f"{SSO}/certs"},
            {"issuer": SSO, "jwks_uri": "http://sso.factory.test/certs"},
            {"issuer": SSO},
            ["no document"],
        ],
    )
    async def test_a_document_that_cannot_be_right_gives_no_keys(self, document: Any) -> None:
        async with _answering(document, []) as transport:
            with pytest.raises(ConnectionError):
                await keys_of(ISSUER, transport)()

    @ONE_DATABASE
    async def test_without_any_key_people_are_asked_to_come_again(self, database: Database) -> None:
        async def none() -> list[dict[str, Any]]:
            raise ConnectionError

        with pytest.raises(Busy):
            await Gates(None, [ISSUER], database, {SSO: none}).admit(a_token(), NOON)


@asynccontextmanager
async def _answering(document: Any, asked: list[str]) -> AsyncIterator[httpx2.AsyncBaseTransport]:
    keys = await the_keys()

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(200, json={"keys": keys} if request.url.path.endswith("certs") else document)

    yield httpx2.MockTransport(answer)


class TestSettings:
    def test_two_doors_need_a_word(self) -> None:
        with pytest.raises(ValidationError, match="SIYOU_SEVERAL_ISSUERS"):
            SuiteSettings(foreign_issuers=(ISSUER,))
        assert SuiteSettings(foreign_issuers=(ISSUER,), several_issuers=True).embedded_issuer

    def test_no_door_at_all_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="nobody could sign in"):
            SuiteSettings(embedded_issuer=False)

    @pytest.mark.parametrize("address", ["sso.factory.test", "ftp://sso", "https://sso?x=1", "https://"])
    def test_an_issuer_is_an_address(self, address: str) -> None:
        with pytest.raises(ValidationError, match="issuer"):
            ForeignIssuer(issuer=address)
