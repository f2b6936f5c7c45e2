"""`/v1/files`: evidence as a file, sent as it is and kept with its SHA-256."""

import hashlib
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.errors import Malformed
from shared.idempotency import Once
from shared.types import Line, Read

from ..models import StoredFile
from ..queries import files as queries

router = APIRouter(prefix="/v1/files", tags=["files"])

Writer = Annotated[Access, may("file.write")]
Reader = Annotated[Access, may("file.read")]
FILE_LIMIT = 10_000_000

_KNOWN: dict[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _KNOWN},
    }
}


class FileTypeUnknown(Malformed):
    """Evidence is PDF, PNG or JPEG, and its first bytes must say so too."""

    zh, en = "只接受 PDF、PNG、JPEG 文件", "Only PDF, PNG and JPEG files are taken"


class FileRead(Read):
    """An uploaded file without its bytes. `size` is in bytes."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str


@router.post(
    "",
    status_code=201,
    summary="上传文件 / Upload a file",
    max_body_size=FILE_LIMIT,
    openapi_extra=_BODY,
)
async def upload_file(
    request: Request,
    writer: Writer,
    tx: Tx,
    now: Now,
    once: Once,
    name: Annotated[Line, Query(description="The file's name as people see it.")],
) -> FileRead:
    """The request's body is the file itself, at most 10 MB. The same bytes of the same person are kept once."""
    content, content_type = await request.body(), request.headers.get("content-type", "")
    beginning = _KNOWN.get(content_type)
    if beginning is None or not content.startswith(beginning):
        raise FileTypeUnknown
    digest = hashlib.sha256(content).hexdigest()
    row = await queries.same(tx, writer.person_id, digest)
    if row is None:
        row = StoredFile(
            branch_id=writer.branch_id,
            name=name,
            media_type=content_type,
            size=len(content),
            sha256=digest,
            content=content,
            by_id=writer.person_id,
            at=now,
        )
        tx.add(row)
        await tx.flush()
    return await once.keep(FileRead.model_validate(row), made=row.id)


@router.get("/{file_id}", summary="下载文件 / Download a file", response_class=Response)
async def download_file(file_id: UUID, reader: Reader, view: View) -> Response:
    """One's own, or evidence of a claim within reach; always as an attachment."""
    row = await queries.one(view, file_id, reader.grants, reader.person_id)
    headers = {"Content-Disposition": f'attachment; filename="{row.sha256[:12]}"', "ETag": f'"{row.sha256}"'}
    return Response(row.content, media_type=row.media_type, headers=headers)
