"""Letters as e-mail: rendered from templates, sent by SMTP or written as files in the demo (promise 41)."""

from __future__ import annotations

import datetime as dt
import os
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from flask import Flask

from app.config import Config
from app.files import write_whole
from app.worker.letter_text import first_link, subject_and_text

SENDER = "IT-butiken"
TIMEOUT = 10
PDF = ("application", "pdf")
DIGEST = "digest"
# The letters that ask for somebody's yes or no.
CALLS = frozenset({"approval_asked", "approval_reminder", "licence_review"})
XML = ("application", "xml")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send along."""

    name: str
    media_type: tuple[str, str]
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What is sent to whom; `key` is stable, so that a receiver can drop a second copy."""

    key: str
    to: str
    template: str
    params: dict[str, object]
    written_at: dt.datetime
    attachments: Sequence[Attachment] = ()


def send(app: Flask, config: Config, mail: Mail) -> None:
    """Send a mail, or write it to a file when no server is set.

    Raises ValueError for an address or subject that cannot be, jinja2 errors for a template, OSError and
    SMTPException when the server does not take it.
    """
    message = compose(app, config, mail)
    if config.smtp_url:
        _by_smtp(config.smtp_url, message)
        return
    name = f"{mail.written_at.astimezone(dt.UTC):%Y%m%dT%H%M%S}Z-{plain(mail.key)}.eml"
    write_whole(config.data_dir / "mail" / name, message.as_bytes())


def compose(app: Flask, config: Config, mail: Mail) -> EmailMessage:
    """The message with its text and HTML parts; raises ValueError for an address that cannot be."""
    address = base_url(config)
    html = _render(app, mail, address)
    subject, text = subject_and_text(html)
    message = EmailMessage()
    message["From"] = Address(SENDER, addr_spec=config.mail_from)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = subject
    message["Date"] = format_datetime(mail.written_at.astimezone(dt.UTC))
    message["Message-ID"] = f"<{plain(mail.key)}@{urlsplit(address).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "sv"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, "html", cte="quoted-printable")
    for file in mail.attachments:
        maintype, subtype = file.media_type
        message.add_attachment(file.data, maintype=maintype, subtype=subtype, filename=file.name)
    return message


def base_url(config: Config) -> str:
    """Where links lead: the configured address, or in the demo the one it was started on."""
    started_on = f"http://{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
    return config.base_url or os.environ.get("DEMO_ADDRESS") or started_on


def plain(key: str) -> str:
    """A letter's key in characters that file names and message ids allow."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", key)


def _render(app: Flask, mail: Mail, address: str) -> str:
    gathered = _gathered(app, mail, address) if mail.template == DIGEST else {}
    return _letter(app, mail.template, mail.params | gathered, address)


def _gathered(app: Flask, mail: Mail, address: str) -> dict[str, object]:
    """The subject and the first link of each letter that is gathered in one, and how many of them ask something."""
    letters = cast(list[dict[str, Any]], mail.params["letters"])
    found = []
    for letter in letters:
        html = _letter(app, letter["template"], letter["params"], address)
        found.append((subject_and_text(html)[0], first_link(html, address)))
    return {"inside": found, "calls": sum(letter["template"] in CALLS for letter in letters)}


def _letter(app: Flask, name: str, params: dict[str, object], address: str) -> str:
    return app.jinja_env.get_template(f"mail/{name}.html").render(**params, base_url=address)


def _by_smtp(url: str, message: EmailMessage) -> None:
    server = urlsplit(url)
    host = server.hostname or "localhost"
    trust = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, server.port or 465, timeout=TIMEOUT, context=trust)
        if server.scheme == "smtps"
        else smtplib.SMTP(host, server.port or 25, timeout=TIMEOUT)
    ) as line:
        line.ehlo()
        if server.scheme == "smtp" and line.has_extn("starttls"):
            line.starttls(context=trust)
        if server.username:
            line.login(unquote(server.username), unquote(server.password or ""))
        line.send_message(message)
