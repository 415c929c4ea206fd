"""What customers answer about our invoices (Peppol Invoice Response, T111): read safely, taken in once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.invoicing.actions import moving
from app.invoicing.models import InvoiceCustomer, InvoiceResponse, InvoiceStanding, IssuedInvoice, State
from app.refusal import Refused
from app.ubl import Part, parse
from app.words import say

ROOT, CUSTOMISATION = "ApplicationResponse", "urn:fdc:peppol.eu:poacc:trns:invoice_response:3"
# What may come after what: an answer that arrives late never takes a later one back.
RANK = {"": 0, "AB": 1, "IP": 2, "UQ": 3, "CA": 4, "RE": 4, "AP": 4, "PD": 5}
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a response says: who sent it, its own number, about which document, the code and the reason."""

    sender: str
    document: str
    number: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The invoice that was answered about, the code, and whether it was news."""

    number: str
    code: str
    is_new: bool


def take_in(session: Session, data: bytes, *, actor: Actor, at: dt.datetime) -> Taken:
    """Take in a response; a second time changes nothing.

    Raises Refused in words for what is none, for an unknown invoice and for a sender who is not its customer.
    """
    answer = read(data)
    history.hold(session)
    row = session.scalars(sa.select(IssuedInvoice).where(IssuedInvoice.number == answer.number)).first()
    if row is None:
        raise Refused("invoicing.refused.not_ours", number=answer.number[:40])
    if answer.sender != _endpoint(session, row):
        raise Refused("invoicing.refused.wrong_sender")
    known = sa.select(InvoiceResponse.id).where(
        InvoiceResponse.sender == answer.sender, InvoiceResponse.document == answer.document
    )
    if session.scalar(known) is not None:
        return Taken(row.number, answer.code, is_new=False)
    session.add(
        InvoiceResponse(
            invoice_id=row.id, sender=answer.sender, document=answer.document, code=answer.code, note=answer.note,
            data=data, at=at,
        )
    )  # fmt: skip
    _stand(session, row, answer, at=at)
    told = {"number": row.number, "response": say(f"invoicing.response.{answer.code}")}
    history.record(session, actor, at, [Event("invoice", row.id, "invoice.response", told)])
    return Taken(row.number, answer.code, is_new=True)


def read(data: bytes) -> Answer:
    """The answer in a file; raises Refused for anything that is none."""
    root = parse(data)
    if root.name.rpartition(" ")[2] != ROOT or root.one("CustomizationID") != CUSTOMISATION:
        raise Refused("invoicing.refused.not_a_response")
    response = "DocumentResponse/Response"
    answer = Answer(
        sender=_sender(root),
        document=root.one("ID")[:80],
        number=root.one("DocumentResponse/DocumentReference/ID"),
        code=root.one(f"{response}/ResponseCode"),
        note=" ".join(filter(None, (part.one("StatusReason") for part in root.all(f"{response}/Status"))))[:LONGEST],
    )
    if answer.code not in RANK or not answer.code or not answer.document:
        raise Refused("invoicing.refused.not_a_response")
    return answer


def _sender(root: Part) -> str:
    part = next(root.all("SenderParty/EndpointID"), Part(""))
    return f"{part.attributes.get('schemeID', '')[:4]}:{part.text.strip()[:15]}"


def _endpoint(session: Session, row: IssuedInvoice) -> str:
    customer = session.get(InvoiceCustomer, row.organisation_id)
    return f"{customer.scheme}:{customer.endpoint}" if customer else ""


def _stand(session: Session, row: IssuedInvoice, answer: Answer, *, at: dt.datetime) -> None:
    """Show the answer on the invoice, unless a later one has come already; whoever answers has it."""
    standing = session.get_one(InvoiceStanding, row.id, with_for_update=True)
    if RANK[answer.code] >= RANK[standing.response]:
        standing.response, standing.response_note, standing.response_at = answer.code, answer.note, at
        session.flush()
    moving.move(session, row.id, State.DELIVERED, message=say(f"invoicing.response.{answer.code}"), at=at)
