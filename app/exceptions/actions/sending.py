"""Sending a request: it lies with the chef at once, and the third of its sort goes to the dialogforum's list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import files
from app.assortment.queries import edition
from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.exceptions.actions import letters
from app.exceptions.actions.asking import ask
from app.exceptions.actions.moves import hold, move
from app.exceptions.models import EXCEPTION, ExceptionRequest
from app.exceptions.queries.similar import similar
from app.forum.actions import proposing
from app.forum.models import OPEN, Proposal
from app.history import Event, record
from app.identity.models import Person
from app.identity.queries import Visitor
from app.numbers import next_number
from app.refusal import Forbidden, Refused
from app.uploads import PDF, Accepted
from app.words import kr, say
from app.words.formats import today_of
from catalogue.lifetimes import add_months
from catalogue.outside import ExceptionState
from catalogue.terms import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks for. Prices are öre for one, excluding VAT; `folder` is where the quote is kept."""

    token: str
    what: str
    device_class: str
    quantity: int
    unit_price: int
    supplier: str
    reason: str
    why_not: str
    connects: bool
    folder: Path
    ways: Sequence[str] = ()
    suggested: Sequence[int] = ()
    personal_data: bool = False
    needed_by: dt.date | None = None
    recipient_id: int | None = None
    quote: Accepted | None = None


def send(session: Session, me: Visitor, wanted: Wanted, *, at: dt.datetime) -> ExceptionRequest:
    """Send a request for something outside the range; raises Refused for a quote that is no PDF and for a stranger."""
    if wanted.quote is not None and wanted.quote.media_type != PDF:
        raise Refused("exceptions.refused.quote", name=wanted.quote.name)
    request = _request(session, me, wanted, at)
    session.add(request)
    session.flush()
    told = {"number": request.number, "what": request.what}
    record(session, me.actor, at, [Event(EXCEPTION, request.id, "exception.sent", told)])
    ask(session, request, Asked.MANAGER, settings=me.organisation_settings, at=at)
    letters.tell(session, request, "sent", at=at)
    _propose(session, me, request, at)
    return request


def sent_with(session: Session, me: Visitor, token: str) -> str:
    """The number of what I sent with this form before; empty for nothing."""
    mine = sa.select(ExceptionRequest.number).where(ExceptionRequest.token == token)
    return session.scalar(mine.where(ExceptionRequest.requester_id == me.id)) or ""


def withdraw(session: Session, me: Visitor, request: ExceptionRequest, *, at: dt.datetime) -> None:
    """Take a request back before it was bought; raises Forbidden for anybody but the one who asked."""
    if request.requester_id != me.id:
        raise Forbidden("exceptions.refused.not_yours")
    held = hold(session, request.id)
    move(session, held, ExceptionState.WITHDRAWN, actor=me.actor, at=at)
    let_go(session, held, at=at)


def let_go(session: Session, request: ExceptionRequest, *, at: dt.datetime) -> None:
    """End the questions that nobody needs an answer to any more."""
    about = sa.select(ApprovalRequest).where(
        ApprovalRequest.matter == EXCEPTION, ApprovalRequest.matter_id == request.id, ApprovalRequest.state == "open"
    )
    for asked in session.scalars(about).all():
        desks.withdraw(asked, at=at)


def _request(session: Session, me: Visitor, wanted: Wanted, at: dt.datetime) -> ExceptionRequest:
    recipient = _recipient(session, me, wanted.recipient_id)
    quote = wanted.quote
    kept = files.put(session, wanted.folder, quote.data, name=quote.name, media_type=PDF, at=at) if quote else None
    year = today_of(at).year
    return ExceptionRequest(
        number=f"U{year}-{next_number(session, f'exception-{year}'):05d}", token=wanted.token, requester_id=me.id,
        requester_name=me.name, recipient_id=recipient[0], recipient_name=recipient[1], unit_id=me.unit_id,
        unit_name=me.unit_name, organisation_id=me.organisation_id, what=wanted.what,
        device_class=wanted.device_class, quantity=wanted.quantity, unit_price=wanted.unit_price,
        supplier=wanted.supplier, reason=wanted.reason, why_not=wanted.why_not, suggested=list(wanted.suggested),
        connects=wanted.connects, ways=list(wanted.ways), personal_data=wanted.personal_data,
        needed_by=wanted.needed_by, quote_key=kept.key if kept else "", quote_name=kept.name if kept else "",
        sent_at=at, state=ExceptionState.MANAGER_REVIEW.value, state_at=at,
    )  # fmt: skip


def _recipient(session: Session, me: Visitor, recipient_id: int | None) -> tuple[int | None, str]:
    if recipient_id in (None, me.id):
        return None, me.name
    near = sa.select(Person.id, Person.name).where(Person.id == recipient_id, Person.active)
    row = session.execute(near.where(Person.unit_id == me.unit_id)).one_or_none()
    if row is None:
        raise Refused("exceptions.refused.recipient")
    return row.id, row.name


def _propose(session: Session, me: Visitor, request: ExceptionRequest, at: dt.datetime) -> None:
    """Put a proposal on the forum's list when enough have asked for the same lately; once for each sort of thing."""
    months = int(edition().setting("similar_requests_months"))
    began = dt.datetime.combine(add_months(today_of(at), -months), dt.time(), dt.UTC)
    found = similar(session, request, began)
    known = {row.proposal_id for row in found if row.proposal_id}
    standing = session.scalar(sa.select(Proposal.id).where(Proposal.id.in_(known), Proposal.state.in_(OPEN)))
    if standing is None and len(found) >= int(edition().setting("similar_requests")) and not known:
        standing = proposing.suggest(session, _suggestion(found, months), me=me, at=at).id
    if standing is not None:
        for row in found:
            row.proposal_id = row.proposal_id or standing
        session.flush()


def _suggestion(found: Sequence[ExceptionRequest], months: int) -> proposing.Suggestion:
    """What the forum reads: how many, from which units, what and what for; no names."""
    rows = "\n".join(
        say("exceptions.proposal.row", what=row.what, unit=row.unit_name, price=kr(row.unit_price), why=row.reason)
        for row in found
    )
    need = say("exceptions.proposal.need", count=len(found), months=months, rows=rows)
    title = say("exceptions.proposal.title", what=found[-1].what)[:160]
    return proposing.Suggestion(kind="add", title=title, need=need, source="similar_requests")
