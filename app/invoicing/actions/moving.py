"""Where a document stands: checked, handed over, delivered, or stopped. Every move is guarded and leaves a step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.history import Actor, Event
from app.invoicing.models import InvoicePaper, InvoiceStanding, InvoiceStep, IssuedInvoice, Issuer, State
from app.refusal import Refused
from app.words import say

FROM = {
    State.VALIDATED: (State.CREATED, State.FAILED),
    State.HANDED_OVER: (State.VALIDATED,),
    State.DELIVERED: (State.HANDED_OVER,),
    State.FAILED: (State.CREATED, State.HANDED_OVER),
}
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Consignment:
    """The bytes of a document on its way out, under its number."""

    invoice_id: int
    number: str
    xml: bytes
    pdf: bytes


def validated(session: Session, row: IssuedInvoice, wrong: Sequence[str], *, at: dt.datetime) -> None:
    """Let a document whose bytes say what it says go on its way, and stop any other."""
    if wrong:
        message = say("invoicing.step.failed", what=", ".join(wrong))
        move(session, row.id, State.FAILED, message=message, at=at)
        return
    move(session, row.id, State.VALIDATED, at=at)
    _post(session, row, at=at)


def pack(session: Session, invoice_id: int) -> Consignment | None:
    """The kept bytes of a document that may leave; None for one that may not, or has left already."""
    state = session.scalar(sa.select(InvoiceStanding.state).where(InvoiceStanding.invoice_id == invoice_id))
    if state != State.VALIDATED:
        return None
    number = session.scalars(sa.select(IssuedInvoice.number).where(IssuedInvoice.id == invoice_id)).one()
    papers = session.execute(
        sa.select(InvoicePaper.kind, InvoicePaper.data).where(InvoicePaper.invoice_id == invoice_id)
    )
    data = {row.kind: row.data for row in papers}
    return Consignment(invoice_id, number, data["xml"], data["pdf"])


def handed_over(session: Session, parcel: Consignment, *, at: dt.datetime) -> None:
    """Note that the adapter has taken a document; a second time changes nothing."""
    move(session, parcel.invoice_id, State.HANDED_OVER, message=say("invoicing.step.handed_over"), at=at)


def tell(
    session: Session, row: IssuedInvoice, state: State, message: str = "", *, actor: Actor, at: dt.datetime
) -> None:
    """Move a document by hand: handed over, delivered or not; raises Refused when it has moved meanwhile."""
    said = {
        State.HANDED_OVER: say("invoicing.step.downloaded", name=actor.name),
        State.DELIVERED: say("invoicing.step.delivered", name=actor.name),
        State.FAILED: say("invoicing.step.not_delivered", name=actor.name, message=message),
    }[state]
    history.hold(session)
    if not move(session, row.id, state, message=said, at=at):
        raise Refused("invoicing.refused.moved")
    _record(session, row, state, actor=actor, at=at)


def send_again(session: Session, row: IssuedInvoice, *, actor: Actor, at: dt.datetime) -> None:
    """Send the same bytes under the same number once more; raises Refused for what never passed its check."""
    passed = sa.exists().where(InvoiceStep.invoice_id == row.id, InvoiceStep.state == State.VALIDATED)
    history.hold(session)
    if not session.scalar(sa.select(passed)) or not move(session, row.id, State.VALIDATED, at=at):
        raise Refused("invoicing.refused.moved")
    _post(session, row, at=at)
    _record(session, row, State.VALIDATED, actor=actor, at=at)


def move(session: Session, invoice_id: int, state: State, *, message: str = "", at: dt.datetime) -> bool:
    """Whether the document could come to a state from where it stood; leaves a step when it did."""
    moved = session.execute(
        sa.update(InvoiceStanding)
        .where(InvoiceStanding.invoice_id == invoice_id, InvoiceStanding.state.in_(FROM[state]))
        .values(state=state, state_at=at)
        .execution_options(synchronize_session="fetch")
    )
    if not moved.rowcount:  # type: ignore[attr-defined]  # a CursorResult; the stub says Result
        return False
    session.add(InvoiceStep(invoice_id=invoice_id, state=state, at=at, message=message[:LONGEST]))
    session.flush()
    return True


def _post(session: Session, row: IssuedInvoice, *, at: dt.datetime) -> None:
    """Put a document in the outbox, unless somebody carries the files by hand. The document's number is the id."""
    way = session.scalars(sa.select(Issuer.way).order_by(Issuer.id.desc()).limit(1)).first()
    if way != "folder":
        return
    times = session.scalar(
        sa.select(sa.func.count()).where(InvoiceStep.invoice_id == row.id, InvoiceStep.state == State.VALIDATED)
    )
    outbox.post(session, "invoice", f"invoice:{row.number}:{times}", {"invoice_id": row.id}, at=at)


def _record(session: Session, row: IssuedInvoice, state: State, *, actor: Actor, at: dt.datetime) -> None:
    told = {"number": row.number, "state": state.value}
    history.record(session, actor, at, [Event("invoice", row.id, f"invoice.{state.value}", told)])
