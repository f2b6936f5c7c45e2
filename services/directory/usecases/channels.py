"""How a letter leaves the house: into the log, as mail, or through the factory's own gateway for SMS or WeCom.

No adapter writes down what it sends or to which address. Each may be told to send the same thing twice: the id of the
sending goes with it, as Message-ID or Idempotency-Key, so that whoever receives it can tell.
"""

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Protocol
from uuid import UUID

import httpx2

from ..models import Channel, Person
from ..rules.outward.message_deliveries import Letter
from ..rules.privacy.sealing import FieldKeys, Unopened, unseal
from ..settings import DirectorySettings

log = logging.getLogger(__name__)

_LATER = frozenset({408, 425, 429})


class NotSent(Exception):
    """It did not go out. `code` names why without naming anybody; a final one would fail again."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One letter to one person at an instant."""

    delivery_id: UUID
    person: Person
    letter: Letter
    link: str
    at: datetime


class Adapter(Protocol):
    """One way out."""

    def reaches(self, person: Person) -> bool:
        """Whether the person has an address there."""

    async def send(self, outgoing: Outgoing) -> None:
        """Returns once the other side has taken it. Raises NotSent."""


@dataclass(frozen=True, slots=True)
class Log:
    """Writes down that somebody would have been written to."""

    def reaches(self, person: Person) -> bool:
        """Everybody."""
        return bool(person)

    async def send(self, outgoing: Outgoing) -> None:
        """One line, without words or name."""
        log.info("message delivery %s is for person %s", outgoing.delivery_id, outgoing.person.id)


@dataclass(frozen=True, slots=True)
class Mail:
    """SMTP to `person.email`. With STARTTLS the server must show a certificate that this machine trusts."""

    host: str
    port: int
    sender: str
    starttls: bool
    login: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 15.0

    def reaches(self, person: Person) -> bool:
        """Whoever has an address."""
        return bool(person.email)

    async def send(self, outgoing: Outgoing) -> None:
        """In a thread: smtplib waits. Raises NotSent."""
        try:
            await asyncio.to_thread(self._send, self._mail(outgoing))
        except smtplib.SMTPRecipientsRefused as error:
            worst = max((code for code, _ in error.recipients.values()), default=0)
            raise NotSent(f"smtp_{worst}", final=worst >= 500) from None  # noqa: PLR2004 - RFC 5321 §4.2.1
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"smtp_{error.smtp_code}") from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotSent(type(error).__name__) from None

    def _mail(self, outgoing: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, outgoing.person.email
        mail["Subject"] = outgoing.letter.subject
        mail["Date"] = format_datetime(outgoing.at)
        mail["Message-ID"] = f"<{outgoing.delivery_id}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
        mail.set_content(outgoing.letter.text)
        return mail

    def _send(self, mail: EmailMessage) -> None:
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.login:
                server.login(self.login, self.password)
            server.send_message(mail)


@dataclass(frozen=True, slots=True)
class Gateway:
    """One POST of JSON to the factory's gateway, filled from a template of its own.

    In the template's texts stand `{phone}`, `{employee_no}`, `{subject}`, `{text}`, `{link}`, `{id}`. A telephone
    number is unsealed for the call and kept nowhere. Redirects are not followed: they would carry numbers elsewhere.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    template: Mapping[str, Any]
    keys: FieldKeys | None = field(repr=False)
    timeout: float = 10.0

    def reaches(self, person: Person) -> bool:
        """Whoever has what the template names."""
        named = str(self.template)
        return ("{phone}" not in named or bool(person.phone_sealed and self.keys)) and (
            "{employee_no}" not in named or bool(person.employee_no)
        )

    async def send(self, outgoing: Outgoing) -> None:
        """Raises NotSent."""
        body = _filled(self.template, self._values(outgoing))
        headers = {**self.headers, "Idempotency-Key": str(outgoing.delivery_id)}
        try:
            async with (
                httpx2.AsyncClient(trust_env=False, timeout=self.timeout, follow_redirects=False) as client,
                client.stream("POST", self.url, json=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except (httpx2.HTTPError, OSError, ValueError) as error:
            raise NotSent(type(error).__name__) from None
        if not httpx2.codes.is_success(status):
            refused = httpx2.codes.is_client_error(status) and status not in _LATER
            raise NotSent(f"http_{status}", final=refused)

    def _values(self, outgoing: Outgoing) -> dict[str, str]:
        return {
            "phone": self._phone(outgoing.person),
            "employee_no": outgoing.person.employee_no or "",
            "subject": outgoing.letter.subject,
            "text": outgoing.letter.text,
            "link": outgoing.link,
            "id": str(outgoing.delivery_id),
        }

    def _phone(self, person: Person) -> str:
        if not person.phone_sealed or self.keys is None:
            return ""
        try:
            return unseal(self.keys, person.phone_sealed, about=person.id, field="phone")
        except Unopened:
            raise NotSent("phone_unopened", final=True) from None


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with its names filled in, text by text: no value can become structure."""
    if isinstance(template, str):
        for name, value in values.items():
            template = template.replace(f"{{{name}}}", value)
        return template
    if isinstance(template, Mapping):
        return {key: _filled(each, values) for key, each in template.items()}
    if isinstance(template, list):
        return [_filled(each, values) for each in template]
    return template


def opened(settings: DirectorySettings, keys: FieldKeys) -> dict[Channel, Adapter]:
    """The ways out that the factory has opened."""
    every: dict[Channel, Adapter] = {
        Channel.LOG: Log(),
        Channel.MAIL: Mail(
            settings.message_mail_host,
            settings.message_mail_port,
            settings.message_mail_from,
            starttls=settings.message_mail_starttls,
            login=settings.message_mail_login,
            password=settings.message_mail_password,
        ),
        Channel.GATEWAY: Gateway(
            settings.message_gateway_url,
            settings.message_gateway_headers,
            settings.message_gateway_template,
            keys,
        ),
    }
    return {Channel(name): every[Channel(name)] for name in settings.message_channels}
