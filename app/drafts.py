"""What somebody had typed when their sign-in ran out: kept a short while for the same person in the same browser.

The row is found and read only with a random handle that nothing but the browser's cookie holds: the table keeps its
hash, and what was typed is encrypted with a key made of it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base

LIFE = dt.timedelta(hours=2)
MOST_FIELDS = 300
MOST_BYTES = 64 * 1024
LONGEST_PATH = 300
# Names of what is never kept, whatever form it stands in.
SECRET = re.compile(r"pass(word|wd|phrase)|l[oö]senord|token|secret|hemlig|pinkod", re.IGNORECASE)

Pairs = Sequence[tuple[str, str]]


class KeptForm(Base):
    """One form that was sent without a sign-in that held."""

    __tablename__ = "kept_form"
    __table_args__ = (sa.UniqueConstraint("handle_hash", "action"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handle_hash: Mapped[str] = mapped_column(sa.String(64))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    action: Mapped[str] = mapped_column(sa.String(LONGEST_PATH))
    page: Mapped[str] = mapped_column(sa.String(LONGEST_PATH))
    sealed: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent: where it would have gone, and what was filled in."""

    action: str
    fields: Pairs


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a form stands, where it goes, and what was filled in."""

    page: str
    action: str
    fields: Pairs


def keep(session: Session, handle: str, sent: Sent, *, person_id: int, at: dt.datetime) -> bool:
    """Keep what a person sent, in place of what the same form kept before; False when it is too much to keep."""
    fields = [pair for pair in sent.fields if not SECRET.search(pair[0])]
    text = json.dumps(fields, ensure_ascii=False).encode()
    if len(fields) > MOST_FIELDS or len(text) > MOST_BYTES or max(len(sent.page), len(sent.action)) > LONGEST_PATH:
        return False
    drop(session, handle, action=sent.action)
    session.add(
        KeptForm(
            handle_hash=_hash(handle), person_id=person_id, action=sent.action, page=sent.page, created_at=at,
            sealed=_lock(handle).encrypt(text).decode(),
        )
    )  # fmt: skip
    return True


def find(session: Session, handle: str, page: str, *, person_id: int, at: dt.datetime) -> list[Kept]:
    """What this person, in this browser, had filled in on a page; nobody else's, and nothing that is too old."""
    question = sa.select(KeptForm.action, KeptForm.sealed).where(
        KeptForm.handle_hash == _hash(handle), KeptForm.person_id == person_id,
        KeptForm.page == page, KeptForm.created_at > at - LIFE,
    )  # fmt: skip
    return [Kept(row.action, fields) for row in session.execute(question) if (fields := _open(handle, row.sealed))]


def drop(session: Session, handle: str, *, action: str = "") -> None:
    """Forget what was kept for a form, or for all of them."""
    kept = sa.delete(KeptForm).where(KeptForm.handle_hash == _hash(handle))
    session.execute(kept.where(KeptForm.action == action) if action else kept)


def sweep(session: Session, at: dt.datetime) -> None:
    """Forget what nobody came back for."""
    session.execute(sa.delete(KeptForm).where(KeptForm.created_at <= at - LIFE))


def _hash(handle: str) -> str:
    return hashlib.sha256(f"kept form {handle}".encode()).hexdigest()


def _lock(handle: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"key of {handle}".encode()).digest()))


def _open(handle: str, sealed: str) -> Pairs:
    try:
        found: Iterable[Sequence[str]] = json.loads(_lock(handle).decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        return []
    return [(name, value) for name, value in found]
