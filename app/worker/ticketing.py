"""The way to another ticketing system, by signed JSON or mail, and the folder where mails are left."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import re
import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from app.cases.actions.mail_in import MailIn
from app.cases.actions.ticketing import signature
from app.config import Config
from app.outbox import Letter
from app.refusal import Refused
from app.uploads import Accepted, accept
from app.words import say

TIMEOUT = 10
LARGEST_MAIL = 30 * 1024 * 1024
MOST_AT_ONCE = 50
MOST_TEXT = 8000
NUMBER = re.compile(r"\[([^\W\d_]?\d{4}-\d{5,8})\]")


class NotTaken(Exception):
    """The other system did not take a letter; the message says what it answered."""


def send_json(config: Config, letter: Letter, now: dt.datetime) -> None:
    """Send what happened to the one configured address, signed; redirects are not followed.

    Raises NotTaken for any answer but 2xx, OSError when nobody answers, ValueError when no address is set.
    """
    if not config.ticketing_url or not config.ticketing_secret:
        raise ValueError("TICKETING_URL and TICKETING_SECRET are not set")
    body = json.dumps({"id": letter.key, **letter.payload["body"]}, ensure_ascii=False, sort_keys=True).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": letter.key.encode("ascii", "backslashreplace").decode(),
        "X-Signature": f"t={stamp},v1={signature(config.ticketing_secret, stamp, body)}",
    }
    line = _line(config.ticketing_url)
    try:
        address = urlsplit(config.ticketing_url)
        line.request("POST", address.path or "/", body, headers)
        status = line.getresponse().status
    finally:
        line.close()
    if not 200 <= status < 300:  # the class of answers that means taken
        raise NotTaken(f"answered {status}")


def mail_params(letter: Letter) -> dict[str, object]:
    """What the mail to the other system tells."""
    body = letter.payload["body"]
    return {"case": body["case"], "what": body["type"], "text": body["text"], "author": body["author"]}


def waiting_mails(config: Config) -> list[Path]:
    """The mails that were left in the drop folder, oldest first."""
    folder = config.data_dir / "inkommande"
    found = (
        [path for path in folder.glob("*.eml") if path.is_file() and not path.is_symlink()] if folder.exists() else []
    )
    return sorted(found, key=lambda path: path.stat().st_mtime)[:MOST_AT_ONCE]


def read_mail(path: Path, config: Config) -> MailIn | None:
    """A mail from its file; None for one that is too large, has no number or was sent by a machine about a mail."""
    if path.stat().st_size > LARGEST_MAIL:
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    found = NUMBER.search(str(message.get("Subject", "")))
    sender = parseaddr(str(message.get("From", "")))[1]
    is_own = str(message.get("Auto-Submitted", "no")).lower() != "no" and sender != config.ticketing_mail
    if found is None or not sender or is_own:
        return None
    key = str(message.get("Message-ID", "")).strip() or path.name
    return MailIn(
        key=key, number=found[1], sender=sender, text=own_words(_text(message)), folder=config.files_dir,
        files=list(_files(message)), partner=config.ticketing_mail,
    )  # fmt: skip


def own_words(text: str) -> str:
    """What somebody wrote themselves: what they answer to is cut away."""
    starts = tuple(say("cases.quote.starts").splitlines())
    said = tuple(say("cases.quote.said").splitlines())
    kept = []
    for line in text.replace("\r\n", "\n").split("\n"):
        plain = line.strip()
        if plain.startswith(starts) or (
            plain.endswith(":") and any(f" {word}" in plain for word in said)
        ):  # a line, not a paragraph
            break
        if not plain.startswith(">"):
            kept.append(line.rstrip())
    clean = "".join(char for char in "\n".join(kept) if char.isprintable() or char == "\n")
    return clean.strip()[:MOST_TEXT]


def put_aside(path: Path, result: str) -> None:
    """Lay a mail that has been read with those that were taken in, or with those that were not."""
    place = path.parent / ("klara" if result in ("done", "again") else "avvisade")
    place.mkdir(exist_ok=True)
    path.replace(place / path.name)


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    return str(part.get_content()) if part is not None else ""


def _files(message: EmailMessage) -> Iterator[Accepted]:
    """The attachments that may be kept; others are left out."""
    for part in list(message.iter_attachments())[:5]:
        data = part.get_payload(decode=True)
        try:
            yield accept(data if isinstance(data, bytes) else b"", part.get_filename() or "fil")
        except Refused:
            continue


def _line(url: str) -> http.client.HTTPConnection:
    address = urlsplit(url)
    host = address.hostname or ""
    if address.scheme == "https":
        return http.client.HTTPSConnection(host, address.port, timeout=TIMEOUT, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, address.port, timeout=TIMEOUT)
