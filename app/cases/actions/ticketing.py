"""The other ticketing system: cases go out as letters, answers come in signed, each one once (R-088, R-089, C9).

Off unless an administrator has switched it on; the address and the secret are the operator's settings.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.cases.actions import letters
from app.cases.models import VIAS, Case, CaseMessage, Ticketing, TicketingEvent
from app.cases.queries.found import full_number
from app.db import locked
from app.desks import actions as desks
from app.desks.models import CASE
from app.history import Actor, Event, record
from app.refusal import Refused
from catalogue.cases import CaseState, may_advance

FRESH = dt.timedelta(minutes=5)
LONGEST = 8000
NAME = "ticketing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An answer from the other system; `state` is empty when it only says something."""

    key: str
    number: str
    text: str = ""
    state: str = ""
    author: str = ""
    reference: str = ""


def tell(  # which case, what happened and what was said
    session: Session, case: Case, what: str, *, at: dt.datetime, text: str = "", who: str = ""
) -> None:
    """Write a letter to the other system about what happened; nothing when it is off."""
    via = session.scalar(sa.select(Ticketing.via).where(Ticketing.id == 1)) or "off"
    if via == "off":
        return
    session.flush()
    key = f"ticket:{case.number}:{case.version}:{what}"
    session_key = hashlib.sha256(f"{key}:{text}:{at.isoformat()}".encode()).hexdigest()[:12]
    outbox.post(
        session, "ticket", f"{key}:{session_key}"[:80], _payload(case, what, via, at=at, text=text, who=who), at=at
    )


def choose(session: Session, via: str, actor: Actor, *, at: dt.datetime) -> None:
    """Switch the other system on or off; raises Refused for an unknown way."""
    if via not in VIAS:
        raise Refused("cases.refused.via")
    row = session.scalar(locked(sa.select(Ticketing).where(Ticketing.id == 1)))
    before = row.via if row else "off"
    if row is None:
        session.add(Ticketing(id=1, via=via, changed_at=at, changed_by=actor.name))
    else:
        row.via, row.changed_at, row.changed_by = via, at, actor.name
    session.flush()
    record(session, actor, at, [Event("ticketing", 1, "ticketing.chosen", {"before": before, "via": via})])


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The HMAC-SHA256 of a moment and a body, in hexadecimal."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(secret: str, header: str, body: bytes, *, now: dt.datetime) -> bool:
    """Whether a header `t=<seconds>,v1=<hex>` signs this body, within five minutes; compared in constant time."""
    parts = dict(part.split("=", 1) for part in header[:200].split(",") if "=" in part)
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    if not secret or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    good = hmac.compare_digest(signature(secret, stamp, body).encode(), given.encode())
    return good and abs(now.timestamp() - int(stamp)) <= FRESH.total_seconds()


def read_answer(body: bytes) -> Incoming:
    """An answer from its JSON; raises Refused for anything that is none."""
    try:
        data = json.loads(body)
    except ValueError as error:
        raise Refused("cases.refused.no_json") from error
    known = ("id", "case", "text", "state", "author", "reference")
    if not isinstance(data, dict) or any(not isinstance(data.get(name, ""), str) for name in known):
        raise Refused("cases.refused.no_json")
    answer = _incoming(data)
    if not answer.key or len(answer.key) > 150 or not full_number(answer.number):
        raise Refused("cases.refused.no_json")
    if answer.state and answer.state not in frozenset(CaseState):
        raise Refused("cases.refused.no_json")
    return answer


def receive(session: Session, answer: Incoming, *, at: dt.datetime) -> str:
    """Take in an answer, and say what became of it: `done`, `again` for a second delivery, `unknown`, or `late`."""
    key = f"json:{answer.key}"
    case = session.scalar(locked(sa.select(Case).where(Case.number == full_number(answer.number))))
    if session.scalar(sa.select(TicketingEvent.id).where(TicketingEvent.key == key)) is not None:
        return "again"
    result = "unknown" if case is None else _take_in(session, case, answer, at)
    session.add(TicketingEvent(key=key, case_id=case.id if case else None, result=result, received_at=at))
    session.flush()
    return result


def _incoming(data: Mapping[str, Any]) -> Incoming:
    return Incoming(
        key=data.get("id", ""), number=data.get("case", ""), text=data.get("text", "").strip()[:LONGEST],
        state=data.get("state", ""), author=data.get("author", "")[:120], reference=data.get("reference", "")[:80],
    )  # fmt: skip


def _take_in(session: Session, case: Case, answer: Incoming, at: dt.datetime) -> str:
    actor = Actor(None, answer.author or NAME)
    result = "done"
    if answer.reference:
        case.external_reference = answer.reference
    if answer.text:
        session.add(_message(case, answer, actor, at))
        mark = f"ticket-{hashlib.sha256(answer.key.encode()).hexdigest()[:12]}"
        requester = letters.address_of(session, case.requester_id)
        letters.tell(session, case, requester, "message", mark=mark, at=at, text=answer.text, who=actor.name)
    if answer.state:
        result = _advance(session, case, CaseState(answer.state), answer, at=at)
    case.version += 1
    session.flush()
    data = {"state": answer.state, "result": result}
    record(session, actor, at, [Event("case", case.id, "case.from_ticketing", data)])
    return result


def _advance(session: Session, case: Case, to: CaseState, answer: Incoming, *, at: dt.datetime) -> str:
    """Move a case onwards as the other system says; word that comes too late moves nothing."""
    here = CaseState(case.state)
    if not may_advance(here, to):
        return "done" if here is to else "late"
    if to in (CaseState.SOLVED, CaseState.CLOSED):
        desks.withdraw_all(session, CASE, case.id, at=at)
    if to in (CaseState.SOLVED, CaseState.CLOSED) and not case.outcome:
        case.outcome, case.solution, case.solved_at, case.solved_by_line = "done", answer.text, at, case.line
    if to is CaseState.CLOSED:
        case.closed_at = at
    case.state, case.state_at = to.value, at
    return "done"


def _message(case: Case, answer: Incoming, actor: Actor, at: dt.datetime) -> CaseMessage:
    return CaseMessage(
        case_id=case.id, author_id=None, author_name=actor.name, text=answer.text, source="ticketing", written_at=at,
        files=[],
    )  # fmt: skip


def _payload(case: Case, what: str, via: str, *, at: dt.datetime, text: str, who: str) -> dict[str, Any]:
    return {
        "via": via,
        "body": {
            "type": what,
            "at": at.astimezone(dt.UTC).isoformat(),
            "text": text,
            "author": who,
            "case": {
                "number": case.number, "kind": case.kind, "topic": case.topic, "subject": case.subject,
                "state": case.state, "outcome": case.outcome, "queue": case.queue, "line": case.line,
                "requester": case.requester_name, "unit": case.unit_name, "reference": case.external_reference,
                "opened_at": case.opened_at.isoformat(), "due_at": case.due_at.isoformat(), "version": case.version,
                "facts": case.facts,
            },
        },
    }  # fmt: skip
