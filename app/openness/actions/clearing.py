"""Clearing one class: rows that have had their time are removed, or lose the names and texts that point at people."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.cases.models import CaseFile, CaseMessage
from app.db import Base
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.desks.models import ApprovalRequest
from app.drafts import KeptForm
from app.files import StoredFile
from app.history import Actor, HistoryEntry, Redacted
from app.identity.models import Person, SignInAttempt, SignInSession
from app.openness.queries.beyond import NAMED, concerns
from app.openness.queries.due import nobody
from app.openness.queries.record import SOURCES
from app.orders.models import Order, OrderLine
from app.outbox import Letter
from app.shop.models import Basket, BasketLine
from app.words import say

Ids = Sequence[int]
# What in the details of an entry is written by people in their own words.
WRITTEN = ("text", "reason")


@dataclass(slots=True)
class Clearance:
    """Who clears, when and under which decision; `files` gathers keys of files to remove once it is committed."""

    actor: Actor
    at: dt.datetime
    before: dt.datetime
    decision: str
    files: list[str] = field(default_factory=list)


def _removing(model: type[Base]) -> Callable[[Session, Ids, Clearance], None]:
    def remove(session: Session, ids: Ids, _why: Clearance) -> None:
        rows = model.__table__
        session.execute(sa.delete(model).where(rows.c.id.in_(ids)))

    return remove


def _baskets(session: Session, ids: Ids, _why: Clearance) -> None:
    session.execute(sa.delete(BasketLine).where(BasketLine.basket_id.in_(ids)))
    session.execute(sa.delete(Basket).where(Basket.id.in_(ids)))


def _case_files(session: Session, ids: Ids, why: Clearance) -> None:
    """Take pictures and papers out of closed cases; what was written beside them stays."""
    rows = session.execute(sa.select(CaseFile.case_id, CaseFile.file_key).where(CaseFile.id.in_(ids))).all()
    keys, gone = [row.file_key for row in rows], frozenset(ids)
    of_cases = sa.select(CaseMessage).where(CaseMessage.case_id.in_({row.case_id for row in rows}))
    for message in session.scalars(of_cases):
        left = [file for file in message.files if file["id"] not in gone]
        if left != message.files:
            message.files, message.text = left, message.text or say("openness.cleared")
    session.execute(sa.delete(CaseFile).where(CaseFile.id.in_(ids)))
    session.execute(sa.delete(StoredFile).where(StoredFile.key.in_(keys)))
    why.files += keys


def _orders(session: Session, ids: Ids, why: Clearance) -> None:
    """Take names and own words out of orders, of what belongs to them, and of the log; sums and decisions stay."""
    blank = {"orderer_name": nobody(), "recipient_name": nobody(), "note": "", "search_text": Order.number}
    session.execute(sa.update(Order).where(Order.id.in_(ids)).values(blank))
    lines = sa.select(OrderLine.id).where(OrderLine.order_id.in_(ids))
    session.execute(sa.update(OrderLine).where(OrderLine.order_id.in_(ids)).values(note="", answers={}))
    requests = sa.select(ApprovalRequest.id).where(ApprovalRequest.order_id.in_(ids))
    _blank(session, "approval_request", "order_id", ids, {"decider_name": nobody()})
    for column in ("decided_name", "reason_name"):
        _blank(session, "approval_request", "order_id", ids, {column: nobody()}, where=column)
    _blank(session, "line_kontering", "line_id", lines, {"made_by_name": nobody()})
    _blank(session, "suggestion", "order_id", ids, {"made_by_name": nobody(), "text": ""})
    _blank(session, "decision", "request_id", requests, {"reason": say("openness.cleared")}, where="reason")
    _blank(session, "consultation", "order_id", ids, {"answered_by_name": nobody()}, where="answered_by_name")
    _blank(session, "consultation", "order_id", ids, {"answer": say("openness.cleared")}, where="answer")
    _blank(session, "partner_order_line", "line_id", lines, {"recipient_name": nobody(), "note": ""})
    session.flush()
    _documents(session, lines, why)
    entries = sa.select(HistoryEntry).where(HistoryEntry.subject == "order", HistoryEntry.subject_id.in_(ids))
    _redact(session, session.scalars(entries), lambda text: text, why, everything=True)


def _blank(  # noqa: PLR0917  # table, column, rows and values are one thought
    session: Session, table: str, column: str, rows: Any, values: Mapping[str, str], *, where: str = ""
) -> None:
    """Set columns of rows; with `where`, only where that column says something."""
    target = Base.metadata.tables[table]
    change = sa.update(target).where(target.c[column].in_(rows)).values(values)
    session.execute(change.where(target.c[where] != "") if where else change)


def _documents(session: Session, lines: sa.Select[Any], why: Clearance) -> None:
    """Let go of the papers of partner orders on which no name is left to keep them for."""
    named = (
        sa.exists()
        .where(PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .where(PartnerOrderLine.recipient_name != nobody())
    )
    touched = sa.select(PartnerOrderLine.partner_order_id).where(PartnerOrderLine.line_id.in_(lines))
    papers = (PartnerOrder.file_key, PartnerOrder.xml_key, PartnerOrder.agreement_key)
    rows = session.execute(sa.select(PartnerOrder.id, *papers).where(PartnerOrder.id.in_(touched), ~named)).all()
    keys = [key for _id, *kept in rows for key in kept if key]
    bare = sa.update(PartnerOrder).where(PartnerOrder.id.in_([row.id for row in rows]))
    session.execute(bare.values(file_key="", xml_key="", agreement_key=""))
    session.execute(sa.delete(StoredFile).where(StoredFile.key.in_(keys)))
    why.files += keys


def _leavers(session: Session, ids: Ids, why: Clearance) -> None:
    """Give each leaver a code in place of name, mail address and title, in their rows, others' rows and the log."""
    for person in session.scalars(sa.select(Person).where(Person.id.in_(ids))):
        _pseudonymise(session, person, say("openness.leaver", code=secrets.token_hex(3).upper()), why)


def _pseudonymise(session: Session, person: Person, code: str, why: Clearance) -> None:
    old, email = person.name, person.email
    entries = list(session.scalars(sa.select(HistoryEntry).where(concerns(person.id))))
    _redact(session, entries, lambda text: text.replace(old, code).replace(email, ""), why)
    for source in (source for source in SOURCES.values() if source.is_open and not source.lasting):
        for column in source.names:
            theirs = source.belongs_to(person.id), source.rows.c[column] == old
            session.execute(sa.update(source.rows).where(*theirs).values({column: code}))
    session.execute(sa.delete(Letter).where(Letter.state == "sent", Letter.payload["to"].as_string() == email))
    for model in (SignInAttempt, SignInSession):
        session.execute(sa.delete(model).where(model.person_id == person.id))
    _out_of_the_directory(session, person.id)
    person.name, person.sort_key, person.email, person.title = code, code.casefold(), "", ""
    person.subject, person.employee_number = f"cleared-{secrets.token_hex(8)}", None
    session.flush()


def _out_of_the_directory(session: Session, person_id: int) -> None:
    """What the directory says of a leaver is forgotten; which groups they were in with it."""
    users, members = (Base.metadata.tables[name] for name in ("directory_user", "directory_member"))
    theirs = sa.select(users.c.id).where(users.c.person_id == person_id)
    session.execute(sa.delete(members).where(members.c.user_id.in_(theirs)))
    session.execute(sa.delete(users).where(users.c.person_id == person_id))


def _redact(
    session: Session, entries: Any, rename: Callable[[str], str], why: Clearance, *, everything: bool = False
) -> None:
    """Change the words of entries; with `everything`, every name and everybody's own words go."""
    changes = []
    for entry in entries:
        data = _cleared(entry.data) if everything else _renamed(entry.data, rename)
        actor = nobody() if everything and entry.actor_id is not None else rename(entry.actor_name)
        if (actor, data) != (entry.actor_name, entry.data):
            changes.append(Redacted(entry.id, actor, data))
    history.redact(session, changes, actor=why.actor, decision=why.decision, at=why.at)


def _cleared(data: Mapping[str, Any]) -> dict[str, Any]:
    named = {key: nobody() for key in NAMED if key in data}
    return {**data, **named, **{key: say("openness.cleared") for key in WRITTEN if data.get(key)}}


def _renamed(data: Mapping[str, Any], rename: Callable[[str], str]) -> dict[str, Any]:
    return {key: rename(value) if isinstance(value, str) else value for key, value in data.items()}


CLEAR: Mapping[str, Callable[[Session, Ids, Clearance], None]] = {
    "draft": _removing(KeptForm), "basket": _baskets, "session": _removing(SignInSession),
    "log": _removing(SignInAttempt), "letter": _removing(Letter),
    "case_file": _case_files, "accounting": _orders, "leaver": _leavers,
}  # fmt: skip
