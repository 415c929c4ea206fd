"""Messages and their files: who is told, who is named, and what only those inside read (R-152)."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import files as kept
from app.cases.actions import letters, ticketing
from app.cases.actions.moves import move, note
from app.cases.models import Case, CaseFile, CaseMessage
from app.cases.queries.asked import asked_people, is_asked
from app.cases.queries.visible import may_handle, may_write
from app.history import Actor
from app.identity.models import Person, RoleGrant
from app.identity.queries import Visitor
from app.identity.queries.grants import holds
from app.refusal import Forbidden, Refused
from app.uploads import MEGABYTE, Accepted
from app.words.formats import today_of
from catalogue.cases import IT_ROLES, CaseState

MOST_FILES = 5
A_DAY = dt.timedelta(days=1)
QUOTA = 60 * MEGABYTE
LEAST_FREE = 200 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody writes; `folder` is where files are kept, `source` how it came in."""

    text: str
    folder: Path
    files: Sequence[Accepted] = ()
    internal: bool = False
    source: str = "web"


def write(session: Session, case: Case, me: Visitor, sent: Sent, *, at: dt.datetime) -> CaseMessage:
    """Write in a held case, and tell the other side and those who are named.

    Raises Forbidden for an internal note from outside, Refused for an empty message, for too many files, and for more
    than a person may send in a day.
    """
    inside = may_handle(case, me)
    if (sent.internal and not inside) or not may_write(case, me, asked=is_asked(session, case, me)):
        raise Forbidden("cases.refused.not_yours")
    if not sent.text and not sent.files:
        raise Refused("cases.refused.empty")
    message = add(session, case, me.actor, sent, at=at)
    if not inside and case.state == CaseState.WAITING:
        move(case, CaseState.ASSIGNED if case.assignee_id else CaseState.NEW, at=at)
    note(session, case, me.actor, "case.noted" if sent.internal else "case.written", at=at)
    to = set() if sent.internal else set(other_side(session, case, me.id))
    named = _named(session, case, sent, today_of(at)) - {me.email}
    mark = f"message-{message.id}"
    letters.tell(session, case, to - named, "message", mark=mark, at=at, text=sent.text, who=me.name)
    letters.tell(session, case, named, "named", mark=mark, at=at, text=sent.text, who=me.name)
    if not sent.internal:
        ticketing.tell(session, case, "case.message", text=sent.text, who=me.name, at=at)
    return message


def add(session: Session, case: Case, author: Actor, sent: Sent, *, at: dt.datetime) -> CaseMessage:
    """Add a message with its files; raises Refused for too many, and when a day's or the disk's room is used up."""
    _room(session, author, sent, at)
    message = CaseMessage(
        case_id=case.id, author_id=author.id, author_name=author.name, text=sent.text, internal=sent.internal,
        source=sent.source, written_at=at, files=[],
    )  # fmt: skip
    rows = [_keep(session, message, sent, each, at=at) for each in sent.files]
    session.add_all([message, *rows])
    session.flush()
    message.files = [
        {"id": r.id, "name": r.name, "size": r.size, "picture": r.media_type[:6] == "image/"} for r in rows
    ]
    return message


def other_side(session: Session, case: Case, me: int | None) -> list[str]:
    """Who reads what somebody writes: the requester what others write, the handler what the requester writes."""
    if case.requester_id == me:
        return letters.address_of(session, case.assignee_id)
    others = {case.requester_id, case.assignee_id} - {me}
    return [address for person in others for address in letters.address_of(session, person)]


def _keep(session: Session, message: CaseMessage, sent: Sent, file: Accepted, *, at: dt.datetime) -> CaseFile:
    try:
        stored = kept.put(session, sent.folder, file.data, name=file.name, media_type=file.media_type, at=at)
    except OSError as error:
        raise Refused("uploads.refused.full") from error
    return CaseFile(
        case_id=message.case_id, file_key=stored.key, name=file.name, media_type=file.media_type, size=len(file.data),
        internal=message.internal, added_by=message.author_id, added_at=at,
    )  # fmt: skip


def _room(session: Session, author: Actor, sent: Sent, at: dt.datetime) -> None:
    """Whether there is room for the files; raises Refused."""
    if not sent.files:
        return
    if len(sent.files) > MOST_FILES:
        raise Refused("uploads.refused.many", most=MOST_FILES)
    sent.folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(sent.folder).free < LEAST_FREE:
        raise Refused("uploads.refused.full")
    lately = sa.select(sa.func.coalesce(sa.func.sum(CaseFile.size), 0)).where(
        CaseFile.added_by == author.id, CaseFile.added_at > at - A_DAY
    )
    if int(session.scalar(lately) or 0) + sum(len(file.data) for file in sent.files) > QUOTA:
        raise Refused("uploads.refused.quota")


def _named(session: Session, case: Case, sent: Sent, today: dt.date) -> set[str]:
    """The addresses of those who are named with @: who works with cases, and in open messages the requester."""
    if "@" not in sent.text:
        return set()
    works = sa.exists().where(RoleGrant.person_id == Person.id, RoleGrant.role.in_(IT_ROLES), holds(today))
    outside = set() if sent.internal else {case.requester_id, *asked_people(session, case)}
    reads = sa.or_(works, Person.id.in_([person for person in (*outside, case.assignee_id) if person]))
    found = session.execute(sa.select(Person.name, Person.email).where(reads, Person.active))
    return {email for name, email in found if _is_named(name, sent.text)}


def _is_named(name: str, said: str) -> bool:
    """Whether a text names somebody: @Omar, or @Omar Haddad."""
    first = name.split()[0]
    return re.search(rf"@{re.escape(first)}(?![\w-])", said, re.IGNORECASE) is not None
