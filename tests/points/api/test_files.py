"""`/v1/files`: evidence as it was uploaded, shown to those who may see what it proves."""

import hashlib
from typing import Any

import httpx2
import pytest

from tests.points.house import House, both, code_of, faults_of, nothing, plain

PDF = b"%PDF-1.7\n" + b"proof " * 10


async def upload(
    house: House, by: str | None, content: bytes = PDF, media_type: str = "application/pdf", **more: Any
) -> httpx2.Response:
    headers = house.by(by) | {"Idempotency-Key": more.get("key", f"file-{hash((by, content))}")}
    return await house.client.post(
        "/v1/files",
        params={"name": more.get("name", "照片.pdf")},
        content=content,
        headers=headers | {"Content-Type": media_type},
    )


class TestUpload:
    async def test_a_stranger_and_a_higher_officer_upload_nothing(self, house: House) -> None:
        assert (await upload(house, None)).status_code == 401
        assert code_of(await upload(house, "higher")) == "forbidden"

    @pytest.mark.parametrize(
        ("content", "media_type"),
        [(b"<html>", "text/html"), (b"<html>", "application/pdf"), (PDF, "image/png"), (b"", "image/png")],
    )
    async def test_the_first_bytes_must_say_what_the_header_says(
        self, house: House, content: bytes, media_type: str
    ) -> None:
        answer = await upload(house, "wang", content, media_type)
        assert (answer.status_code, code_of(answer)) == (422, "file_type_unknown")

    async def test_a_name_that_is_no_line_is_malformed(self, house: House) -> None:
        assert faults_of(await upload(house, "wang", name="a\u0000b")) == {"query:name": "text_unclean"}

    async def test_more_than_ten_megabytes_are_too_much(self, house: House) -> None:
        fits = await upload(house, "wang", PDF.ljust(10_000_000))
        answer = await upload(house, "wang", PDF.ljust(10_000_001))
        assert fits.status_code == 201
        assert (answer.status_code, code_of(answer)) == (413, "too_large")

    @both
    async def test_a_file_is_kept_once_with_its_digest(self, house: House) -> None:
        made = (await upload(house, "wang", key="key-one-of-two")).json()
        assert made == {
            "id": made["id"],
            "name": "照片.pdf",
            "media_type": "application/pdf",
            "size": 69,
            "sha256": hashlib.sha256(PDF).hexdigest(),
        }
        again = (await upload(house, "wang", key="key-two-of-two")).json()
        others = (await upload(house, "li", key="key-one-of-two")).json()
        assert again["id"] == made["id"] != others["id"]
        assert await house.count("stored_file") == 2


class TestDownload:
    async def test_a_file_that_proves_nothing_yet_is_its_owners_alone(self, house: House) -> None:
        file = (await upload(house, "wang")).json()
        for who in ("li", "leader", "secretary", "safety"):
            hidden = await house.get(f"/v1/files/{file['id']}", who)
            assert plain(hidden) == plain(await house.get(f"/v1/files/{nothing()}", who))

    @both
    async def test_evidence_is_seen_by_who_sees_the_claim_and_sent_as_an_attachment(
        self, house: House
    ) -> None:
        file = (await upload(house, "wang")).json()
        claim = await house.a_claim(evidence=[{"file_id": file["id"]}])
        assert claim["evidence"][0]["sha256"] == file["sha256"]
        for who in ("wang", "leader", "organiser", "higher", "safety"):
            answer = await house.get(f"/v1/files/{file['id']}", who)
            assert (answer.status_code, answer.content) == (200, PDF)
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.headers["content-disposition"].startswith("attachment")
        for who in ("chen", "other leader", "other organiser", "other safety"):
            assert (await house.get(f"/v1/files/{file['id']}", who)).status_code == 404
